import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { requireInUse } from '../meters/meter.js';
import type { MeterRepository } from '../meters/meter.repository.js';
import type { VaultRequests } from '../vault-requests/vault-requests.js';
import { requireTakesSets } from '../catalogue/set-size.js';
import { VendingError } from '../vending-error.js';
import { askForSets } from './ask-for-sets.js';
import { isSameKey, type KeyChange } from './key-change.js';
import type { KeyChangeRepository } from './key-change.repository.js';
import { newKeyChange, type WantedKeyChange } from './new-key-change.js';

/** Begins a key change: the vault is asked for its set, and until it answers nothing is made for the meter. */
export class PlaceKeyChange {
  constructor(
    private readonly meters: MeterRepository,
    private readonly changes: KeyChangeRepository,
    private readonly requests: VaultRequests,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws {VendingError} `vending.meter_algorithms_mismatch`, `vending.key_change_open`, `vending.key_change_nothing`, `vending.tokens_awaited`,
   * `vending.meter_replaced`, `vending.meter_model_unsuited`
   */
  async execute(tx: Tx, wanted: Omit<WantedKeyChange, 'setSize'>): Promise<KeyChange> {
    requireInUse(wanted.meter);
    const { meterNumber, keyData } = wanted.meter;
    const setSize = await this.changes.setSizeOf(tx, meterNumber);
    const change = newKeyChange({ ...wanted, setSize }, this.clock);
    if (isSameKey(change.from, change.to)) throw new VendingError('vending.key_change_nothing', 'the meter has this key already');
    requireTakesSets(keyData.encryptionAlgorithm, setSize);
    await this.changes.insert(tx, change);
    if (await this.changes.awaitsTokens(tx, change.meterNumber)) {
      throw new VendingError('vending.tokens_awaited', 'a token is being made for the meter under the key that it has: try again', {
        retryAfterSeconds: 5,
      });
    }
    await this.meters.update(tx, { ...wanted.meter, keyChangePending: true });
    await askForSets(tx, this.requests, { changes: [change], at: change.requestedAt });
    return change;
  }
}
