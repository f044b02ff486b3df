import type { EventData } from '@openprepay/contracts/event';
import type { TokenRefused } from '@openprepay/contracts/key-management';
import type { Caused } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { MeterRepository } from '../meters/meter.repository.js';
import { VendingError } from '../vending-error.js';
import type { KeyChangeSettlements } from './key-change-settlements.js';
import type { KeyChangeRepository } from './key-change.repository.js';

type Refused = Caused<EventData<typeof TokenRefused>>;

/** The vault refused: the meter has the key that it had, and may be sold to again. */
export class FailKeyChanges {
  constructor(
    private readonly meters: MeterRepository,
    private readonly changes: KeyChangeRepository,
    private readonly settlements: KeyChangeSettlements,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat.
   * @returns the refusals that are of no key change
   * @throws {VendingError} `vending.token_answer_contradicts`
   */
  async execute(tx: Tx, refused: readonly Refused[]): Promise<readonly Refused[]> {
    const rest: Refused[] = [];
    for (const answer of refused.toSorted((one, other) => (one.meterNumber < other.meterNumber ? -1 : 1))) {
      if (!(await this.fail(tx, answer))) rest.push(answer);
    }
    return rest;
  }

  private async fail(tx: Tx, { requestId, code, reason }: Refused): Promise<boolean> {
    const found = await this.changes.find(tx, requestId);
    if (!found) return false;
    const meter = await this.meters.lock(tx, found.meterNumber);
    const [change] = await this.changes.lockAll(tx, [requestId]);
    if (!change || change.failure) return true;
    if (change.issued)
      throw new VendingError('vending.token_answer_contradicts', `key change ${requestId} is issued, the answer says refused`);
    await this.changes.move(tx, { ...change, state: 'failed', failure: { code, reason }, endedAt: this.clock.now() });
    if (meter) await this.meters.update(tx, { ...meter, keyChangePending: false });
    this.settlements.announce(tx, [requestId]);
    return true;
  }
}
