import type { EventData } from '@openprepay/contracts/event';
import type { KeyChangeIssued } from '@openprepay/contracts/key-management';
import { KeyChangeCompleted, MeterChanged } from '@openprepay/contracts/vending';
import type { Caused, Outbox } from '@openprepay/messaging/outbox';
import type { Signal } from '@openprepay/pace/signal';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { changeMeter, type Meter } from '../meters/meter.js';
import { meterChangedEvent } from '../meters/meter-event.js';
import type { MeterRepository } from '../meters/meter.repository.js';
import { VendingError } from '../vending-error.js';
import type { KeyChange } from './key-change.js';
import type { KeyChangeSettlements } from './key-change-settlements.js';
import type { KeyChangeRepository } from './key-change.repository.js';
import type { KeyChangeStepsRepository } from './key-change-steps.repository.js';

type Issued = Caused<EventData<typeof KeyChangeIssued>>;

/** A key change with its answer, and the meter as it is from now on. */
interface Answered {
  readonly answer: Issued;
  readonly change: KeyChange;
  readonly meter: Meter;
}

/** The vault's sets: from now on the meters' credit is made under their new keys. However many they are, each step is one statement. */
export class CompleteKeyChanges {
  constructor(
    private readonly meters: MeterRepository,
    private readonly changes: KeyChangeRepository,
    private readonly steps: KeyChangeStepsRepository,
    private readonly outbox: Outbox,
    private readonly settlements: KeyChangeSettlements,
    private readonly campaignWork: Signal,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat: what is issued already stays as it is.
   * @throws {VendingError} `vending.key_change_unknown`, `vending.token_answer_contradicts`
   */
  async execute(tx: Tx, issued: readonly Issued[]): Promise<void> {
    const [meters, changes] = await Promise.all([
      this.meters.lockMany(
        tx,
        issued.map(({ meterNumber }) => meterNumber),
      ),
      this.changes.lockAll(
        tx,
        issued.map(({ requestId }) => requestId),
      ),
    ]);
    const at = this.clock.now();
    const matched = match(issued, { meters, changes, at });
    const unwanted = matched.filter(({ change }) => change.cancellation);
    await this.endUnwanted(tx, unwanted, at);
    const answered = matched.filter(({ change }) => !change.cancellation);
    if (answered.length === 0) return;
    await Promise.all([
      this.meters.settleKeys(tx, [...new Map(answered.map(({ meter }) => [meter.meterNumber, meter])).values()]),
      this.steps.issueAll(
        tx,
        answered.map(({ change: { keyChangeId }, answer: { tokens, rollover, sampleTables } }) => ({
          keyChangeId,
          issued: { tokens, rollover, sampleTables, at },
        })),
      ),
      this.outbox.appendAll(
        tx,
        MeterChanged,
        answered.map(({ meter, answer: { cause } }) => ({ data: meterChangedEvent(meter), cause })),
      ),
      this.outbox.appendAll(
        tx,
        KeyChangeCompleted,
        answered.map(({ change: { keyChangeId, byHand }, answer: { meterNumber, meterPan, tokens, cause } }) => ({
          data: { keyChangeId, meterNumber, meterPan, tokens, ...(byHand && { byHand }), completedAt: at },
          cause,
        })),
      ),
    ]);
    tx.afterCommit(this.campaignWork.wake);
    this.settlements.announce(
      tx,
      answered.map(({ change }) => change.keyChangeId),
    );
  }

  /** The vault was faster than whoever cancelled: nobody has seen the set, and the meter keeps its key. */
  private async endUnwanted(tx: Tx, unwanted: readonly Answered[], at: Date): Promise<void> {
    if (unwanted.length === 0) return;
    for (const { change, answer } of unwanted) {
      const { tokens, rollover, sampleTables } = answer;
      const { cancelledBy, reason } = change.cancellation!;
      const issued = { tokens, rollover, sampleTables, at };
      await this.changes.move(tx, { ...change, state: 'cancelled', issued, endedBy: cancelledBy, endedAt: at, remark: reason });
    }
    await this.meters.settleKeys(
      tx,
      unwanted.map(({ meter }) => meter),
    );
    this.settlements.announce(
      tx,
      unwanted.map(({ change }) => change.keyChangeId),
    );
  }
}

interface Found {
  readonly meters: readonly Meter[];
  readonly changes: readonly KeyChange[];
  readonly at: Date;
}

/** The answers that are new, each with its meter as it becomes by it. */
function match(issued: readonly Issued[], { meters, changes, at }: Found): readonly Answered[] {
  const meterOf = new Map(meters.map((meter) => [meter.meterNumber, meter]));
  const open = new Map(changes.map((change) => [change.keyChangeId, change]));
  const answered = new Map<string, Answered>();
  for (const answer of issued) {
    const { requestId, meterNumber, meterPan } = answer;
    const meter = meterOf.get(meterNumber);
    const change = open.get(requestId);
    if (!meter || !change)
      throw new VendingError('vending.key_change_unknown', `the vault answers for key change ${requestId}, which there is not`);
    if (change.meterNumber !== meterNumber || change.meterPan !== meterPan || change.failure) {
      throw new VendingError('vending.token_answer_contradicts', `the set for key change ${requestId} is not what was asked for`);
    }
    if (change.issued || answered.has(requestId)) continue;
    const changed = change.cancellation ? meter : changeMeter(meter, { keyData: change.to }, at);
    meterOf.set(meterNumber, changed);
    answered.set(requestId, { answer, change, meter: changed });
  }
  return [...answered.values()];
}
