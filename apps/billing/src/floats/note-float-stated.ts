import type { EventData } from '@openprepay/contracts/event';
import type { VendorFloatStated } from '@openprepay/contracts/vending';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { isCurrency } from '@openprepay/quantities';
import { BillingError } from '../billing-error.js';
import type { FloatRepository } from './float.repository.js';

/** Keeps what vending says of a vendor's float until it has been compared. */
export class NoteFloatStated {
  constructor(
    private readonly floats: FloatRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {BillingError} `billing.currency_mismatch` where the currency is none */
  async execute(tx: Tx, stated: EventData<typeof VendorFloatStated>): Promise<void> {
    if (!isCurrency(stated.currency)) throw new BillingError('billing.currency_mismatch', `there is no currency ${stated.currency}`);
    await this.floats.store(tx, { ...stated, heardAt: this.clock.now() });
  }
}
