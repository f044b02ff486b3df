import type { Principal } from '@openprepay/contracts/identity';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { type MeterKeyData, readMeterNumber } from '../meters/meter.js';
import type { MeterRepository } from '../meters/meter.repository.js';
import { personOf } from '../person.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import { VendingError } from '../vending-error.js';
import type { KeyChangeSettlements } from './key-change-settlements.js';
import { isSameKey, type KeyChange } from './key-change.js';
import type { KeyChangeRepository } from './key-change.repository.js';
import type { PlaceKeyChange } from './place-key-change.js';

export interface OrderKeyChangeCommand {
  readonly meterNumber: string;
  readonly to: Partial<MeterKeyData>;
  readonly reason: string;
  readonly idempotencyKey: string;
}

export interface OrderedKeyChange {
  readonly change: KeyChange;
  readonly replayed: boolean;
}

/**
 * Gives a meter another key. While its set is being made nothing is sold to it; the meter's key data moves when the set is there, and
 * the set goes in front of each vend until it is confirmed.
 */
export class OrderKeyChange {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
    private readonly changes: KeyChangeRepository,
    private readonly placeKeyChange: PlaceKeyChange,
    private readonly settlements: KeyChangeSettlements,
  ) {}

  /**
   * Safe to repeat: a key of a person makes one.
   * @throws {VendingError} `vending.meter_number_invalid`, `vending.meter_unknown`, `vending.meter_algorithms_mismatch`,
   *   `vending.idempotency_key_reused`, `vending.key_change_open`, `vending.key_change_nothing`, `vending.tokens_awaited`,
   *   `vending.token_refused`, `vending.staff_required`, `vending.meter_model_unsuited`
   */
  async execute(caller: Principal, written: OrderKeyChangeCommand): Promise<OrderedKeyChange> {
    requireStaff(caller);
    const command = { ...written, meterNumber: readMeterNumber(written.meterNumber).meterNumber };
    const { utility } = caller;
    const { change, replayed } = await this.unitOfWork.run(utility, (tx) => this.place(tx, caller, command));
    return { change: await this.settlements.await(utility, change), replayed };
  }

  private async place(
    tx: Tx,
    caller: Principal,
    { meterNumber, to, reason, idempotencyKey }: OrderKeyChangeCommand,
  ): Promise<OrderedKeyChange> {
    await this.changes.lockPerson(tx, caller.subject);
    const earlier = await this.changes.findByKey(tx, caller.subject, idempotencyKey);
    if (earlier) {
      const same = earlier.meterNumber === meterNumber && earlier.reason === reason && isSameKey(earlier.to, { ...earlier.from, ...to });
      if (same) return { change: earlier, replayed: true };
      throw new VendingError('vending.idempotency_key_reused', 'this Idempotency-Key was used for another key change');
    }
    const meter = await this.meters.lock(tx, meterNumber);
    if (!meter) throw new VendingError('vending.meter_unknown', `there is no meter ${meterNumber}`);
    const requestedBy = personOf(caller);
    return { change: await this.placeKeyChange.execute(tx, { meter, to, reason, requestedBy, idempotencyKey }), replayed: false };
  }
}
