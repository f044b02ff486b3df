import type { EventData } from '@openprepay/contracts/event';
import type { KeyChangeIssued } from '@openprepay/contracts/key-management';
import { KeyChangeCompleted, MeterChanged } from '@openprepay/contracts/vending';
import type { Caused, Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { changeMeter } from '../meters/meter.js';
import { meterChangedEvent } from '../meters/meter-event.js';
import type { MeterRepository } from '../meters/meter.repository.js';
import { VendingError } from '../vending-error.js';
import type { KeyChangeSettlements } from './key-change-settlements.js';
import type { KeyChangeRepository } from './key-change.repository.js';

type Issued = Caused<EventData<typeof KeyChangeIssued>>;

/** The vault's sets: from now on the meters' credit is made under their new keys. */
export class CompleteKeyChanges {
  constructor(
    private readonly meters: MeterRepository,
    private readonly changes: KeyChangeRepository,
    private readonly outbox: Outbox,
    private readonly settlements: KeyChangeSettlements,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat: what is issued already stays as it is.
   * @throws {VendingError} `vending.key_change_unknown`, `vending.token_answer_contradicts`
   */
  async execute(tx: Tx, issued: readonly Issued[]): Promise<void> {
    for (const answer of issued.toSorted((one, other) => (one.meterNumber < other.meterNumber ? -1 : 1))) await this.complete(tx, answer);
  }

  private async complete(tx: Tx, { requestId, meterNumber, meterPan, tokens, rollover, sampleTables, cause }: Issued): Promise<void> {
    const meter = await this.meters.lock(tx, meterNumber);
    const [change] = await this.changes.lockAll(tx, [requestId]);
    if (!meter || !change)
      throw new VendingError('vending.key_change_unknown', `the vault answers for key change ${requestId}, which there is not`);
    if (change.meterNumber !== meterNumber || change.meterPan !== meterPan || change.failure) {
      throw new VendingError('vending.token_answer_contradicts', `the set for key change ${requestId} is not what was asked for`);
    }
    if (change.issued) return;
    const at = this.clock.now();
    const changed = { ...changeMeter(meter, { keyData: change.to }, at), keyChangePending: false };
    await this.meters.update(tx, changed);
    await this.changes.move(tx, { ...change, state: 'issued', issued: { tokens, rollover, sampleTables, at } });
    await this.outbox.append(tx, MeterChanged, meterChangedEvent(changed), { cause });
    await this.outbox.append(tx, KeyChangeCompleted, { keyChangeId: requestId, meterNumber, meterPan, tokens, completedAt: at }, { cause });
    this.settlements.announce(tx, [requestId]);
  }
}
