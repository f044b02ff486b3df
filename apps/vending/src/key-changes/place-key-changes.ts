import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { MeterRepository } from '../meters/meter.repository.js';
import type { VaultRequests } from '../vault-requests/vault-requests.js';
import { askForSets } from './ask-for-sets.js';
import type { KeyChange } from './key-change.js';
import type { KeyChangeStepsRepository } from './key-change-steps.repository.js';
import { newKeyChange, type WantedKeyChange } from './new-key-change.js';

/** As `PlaceKeyChange`, for many meters: however many they are, each step is one statement. */
export class PlaceKeyChanges {
  constructor(
    private readonly meters: MeterRepository,
    private readonly steps: KeyChangeStepsRepository,
    private readonly requests: VaultRequests,
    private readonly clock: Clock,
  ) {}

  /**
   * @param wanted of meters that have no open key change, that nothing is being made for, and that have not this key already: `judgeMeter` says so
   * @throws {VendingError} `vending.meter_algorithms_mismatch`
   */
  async execute(tx: Tx, wanted: readonly WantedKeyChange[]): Promise<readonly KeyChange[]> {
    if (wanted.length === 0) return [];
    const changes = wanted.map((one) => newKeyChange(one, this.clock));
    await Promise.all([
      this.steps.insertAll(tx, changes),
      this.meters.awaitKeys(
        tx,
        changes.map(({ meterNumber }) => meterNumber),
      ),
      askForSets(tx, this.requests, { changes, at: this.clock.now() }),
    ]);
    return changes;
  }
}
