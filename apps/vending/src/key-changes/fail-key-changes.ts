import type { EventData } from '@openprepay/contracts/event';
import type { TokenRefused } from '@openprepay/contracts/key-management';
import type { Caused } from '@openprepay/messaging/outbox';
import type { Signal } from '@openprepay/pace/signal';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { MeterRepository } from '../meters/meter.repository.js';
import { VendingError } from '../vending-error.js';
import type { KeyChangeSettlements } from './key-change-settlements.js';
import type { KeyChangeRepository } from './key-change.repository.js';
import type { FailedChange, KeyChangeStepsRepository } from './key-change-steps.repository.js';

type Refused = Caused<EventData<typeof TokenRefused>>;

/** The vault refused: the meters have the keys that they had, and may be sold to again. However many they are, each step is one statement. */
export class FailKeyChanges {
  constructor(
    private readonly meters: MeterRepository,
    private readonly changes: KeyChangeRepository,
    private readonly steps: KeyChangeStepsRepository,
    private readonly settlements: KeyChangeSettlements,
    private readonly campaignWork: Signal,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat.
   * @returns the refusals that are of no key change
   * @throws {VendingError} `vending.token_answer_contradicts`
   */
  async execute(tx: Tx, refused: readonly Refused[]): Promise<readonly Refused[]> {
    const found = await this.changes.metersOf(
      tx,
      refused.map(({ requestId }) => requestId),
    );
    const ours = new Map(found.map(({ keyChangeId, meterNumber }) => [keyChangeId, meterNumber]));
    const answers = new Map(refused.map((answer) => [answer.requestId, answer]));
    if (ours.size > 0) await this.fail(tx, ours, answers);
    return refused.filter(({ requestId }) => !ours.has(requestId));
  }

  /** @param ours key changes' ids, and their meters */
  private async fail(tx: Tx, ours: ReadonlyMap<string, string>, answers: ReadonlyMap<string, Refused>): Promise<void> {
    const [meters, changes] = await Promise.all([this.meters.lockMany(tx, [...ours.values()]), this.changes.lockAll(tx, [...ours.keys()])]);
    const failed: FailedChange[] = [];
    for (const { keyChangeId, issued, failure } of changes) {
      const answer = answers.get(keyChangeId);
      if (failure || !answer) continue;
      if (issued)
        throw new VendingError('vending.token_answer_contradicts', `key change ${keyChangeId} is issued, the answer says refused`);
      failed.push({ keyChangeId, failure: { code: answer.code, reason: answer.reason } });
    }
    if (failed.length === 0) return;
    const released = new Set(failed.map(({ keyChangeId }) => ours.get(keyChangeId)));
    await Promise.all([
      this.steps.failAll(tx, failed, this.clock.now()),
      this.meters.settleKeys(
        tx,
        meters.filter(({ meterNumber }) => released.has(meterNumber)),
      ),
    ]);
    tx.afterCommit(this.campaignWork.wake);
    this.settlements.announce(
      tx,
      failed.map(({ keyChangeId }) => keyChangeId),
    );
  }
}
