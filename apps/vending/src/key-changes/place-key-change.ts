import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { changeMeter, type Meter, type MeterKeyData } from '../meters/meter.js';
import type { MeterRepository } from '../meters/meter.repository.js';
import type { Person } from '../person.js';
import type { VaultRequests } from '../vault-requests/vault-requests.js';
import { VendingError } from '../vending-error.js';
import { askForSet } from './ask-for-set.js';
import { isSameKey, type KeyChange } from './key-change.js';
import type { KeyChangeRepository } from './key-change.repository.js';

export interface WantedKeyChange {
  /** Locked by the transaction. */
  readonly meter: Meter;
  /** What becomes different. */
  readonly to: Partial<MeterKeyData>;
  readonly reason: string;
  readonly requestedBy: Person;
  /** Absent where nobody repeats it. */
  readonly idempotencyKey?: string | undefined;
}

/** Begins a key change: the vault is asked for its set, and until it answers nothing is made for the meter. */
export class PlaceKeyChange {
  constructor(
    private readonly meters: MeterRepository,
    private readonly changes: KeyChangeRepository,
    private readonly requests: VaultRequests,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.meter_algorithms_mismatch`, `vending.key_change_open`, `vending.key_change_nothing`, `vending.tokens_awaited` */
  async execute(tx: Tx, { meter, to, reason, requestedBy, idempotencyKey }: WantedKeyChange): Promise<KeyChange> {
    const now = this.clock.now();
    const changed = changeMeter(meter, { keyData: to }, now);
    if (isSameKey(changed.keyData, meter.keyData)) throw new VendingError('vending.key_change_nothing', 'the meter has this key already');
    const { meterNumber, meterPan, keyData: from } = meter;
    const keyChangeId = this.clock.newId();
    const change: KeyChange = {
      keyChangeId,
      idempotencyKey: idempotencyKey ?? keyChangeId,
      ...{ meterNumber, meterPan, from, reason, requestedBy },
      to: changed.keyData,
      requestedAt: now,
      state: 'awaiting-tokens',
      ...{ issued: undefined, failure: undefined, endedBy: undefined, endedAt: undefined, remark: undefined },
    };
    await this.changes.insert(tx, change);
    if (await this.changes.awaitsTokens(tx, meterNumber)) {
      throw new VendingError('vending.tokens_awaited', 'a token is being made for the meter under the key that it has: try again', {
        retryAfterSeconds: 5,
      });
    }
    await this.meters.update(tx, { ...meter, keyChangePending: true });
    await askForSet(tx, this.requests, { change, at: now });
    return change;
  }
}
