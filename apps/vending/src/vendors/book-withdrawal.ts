import { present } from '@openprepay/contracts/present';
import { VendorWithdrew } from '@openprepay/contracts/vendor-money';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Tx } from '@openprepay/persistence/tx';
import { formatMoney } from '@openprepay/quantities';
import { VendingError } from '../vending-error.js';
import type { FloatRepository } from './float.repository.js';
import type { Vendor } from './vendor.js';
import type { VendorRepository } from './vendor.repository.js';
import type { Withdrawal } from './withdrawal.js';
import type { WithdrawalRepository } from './withdrawal.repository.js';

/** Takes a withdrawal out of its vendor's float, and tells the books. */
export class BookWithdrawal {
  constructor(
    private readonly vendors: VendorRepository,
    private readonly withdrawals: WithdrawalRepository,
    private readonly floats: FloatRepository,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Not safe to repeat: once per key is up to the caller, though the table refuses a second time.
   * @returns the vendor without the money
   * @throws {VendingError} `vending.withdrawal_exceeds_float`, `vending.vendor_unknown`
   */
  async execute(tx: Tx, withdrawal: Withdrawal): Promise<Vendor> {
    const { withdrawalId, vendorId, amountMinor, currency, reference, withdrawnAt } = withdrawal;
    const { idempotencyKey, requestedBy, reason, approvedBy } = withdrawal;
    await this.withdrawals.insert(tx, withdrawal);
    await this.outbox.append(tx, VendorWithdrew, {
      ...{ withdrawalId, vendorId, amountMinor, currency, ...present({ reference }), withdrawnAt },
      request: { idempotencyKey, ...requestedBy, ...present({ reason, approvedBy }) },
    });
    // last, so that a busy vendor's row is held for a moment only
    const covered = await this.floats.withdraw(tx, vendorId, { withdrawalId, amountMinor, at: withdrawnAt });
    const vendor = await this.vendors.require(tx, vendorId);
    if (!covered) throw exceedsFloat(vendor);
    return vendor;
  }
}

export const exceedsFloat = ({ name, floatMinor, currency }: Vendor): VendingError =>
  new VendingError(
    'vending.withdrawal_exceeds_float',
    `the float of vendor ${name} holds ${formatMoney(floatMinor, currency)} ${currency}`,
  );
