import type { EventData } from '@openprepay/contracts/event';
import { paymentMethod } from '@openprepay/contracts/http/vending-vends';
import type { AccountPaid } from '@openprepay/contracts/vendor-money';
import type { Tx } from '@openprepay/persistence/tx';
import type { AccountPayment } from '../account-payments/account-payment.js';
import type { AccountPaymentRepository } from '../account-payments/account-payment.repository.js';
import { earnedBy } from '../commissions/commission.js';
import type { DebtRepository } from '../pricing/debt.repository.js';
import type { ReceiptNumbers } from '../settling/receipt-numbers.repository.js';
import type { ClosedKeyRepository } from '../vend/closed-key.repository.js';
import type { FloatRepository } from '../vendors/float.repository.js';
import type { VendorRepository } from '../vendors/vendor.repository.js';
import { commissionFromEvent } from './rebuild-vend.js';

/**
 * `float-short`: made, and its vendor's float does not cover it: nothing was taken. `vendor-unknown`, and `contradicts`, whose receipt
 * number was given again since: nothing was made.
 */
export type RebuiltAccountPayment = 'made' | 'known' | 'float-short' | 'vendor-unknown' | 'contradicts';

/** Debts that customers paid at a vendor, as the books were told of it, with all that it did here. */
export class RebuildAccountPayment {
  constructor(
    private readonly vendors: VendorRepository,
    private readonly payments: AccountPaymentRepository,
    private readonly debts: DebtRepository,
    private readonly floats: FloatRepository,
    private readonly receiptNumbers: ReceiptNumbers,
    private readonly closedKeys: ClosedKeyRepository,
  ) {}

  /** Safe to repeat. */
  async execute(tx: Tx, said: EventData<typeof AccountPaid>): Promise<RebuiltAccountPayment> {
    const { paymentId, vendorId, accountNumber, amountMinor, currency, idempotencyKey, paidAt: at } = said;
    if (await this.payments.exists(tx, paymentId)) return 'known';
    if (!(await this.vendors.exists(tx, vendorId))) return 'vendor-unknown';
    if (await this.receiptNumbers.isGiven(tx, said.receiptNumber)) return 'contradicts';
    // paid again since the restore: the key is of that one
    const isTaken = (await this.payments.findByKey(tx, vendorId, idempotencyKey)) !== undefined;
    const payment: AccountPayment = {
      ...said,
      idempotencyKey: isTaken ? `rebuilt ${paymentId}` : idempotencyKey,
      meterNumber: said.meterNumber,
      paymentMethod: paymentMethod.parse(said.paymentMethod),
      commission: said.commission && commissionFromEvent(said.commission),
    };
    await this.debts.lockOfAccount(tx, accountNumber);
    await this.debts.recover(tx, accountNumber, payment.debts);
    const commissionMinor = earnedBy(payment.commission);
    const cause = { kind: 'account-payment', causeId: paymentId } as const;
    const covered = await this.floats.pay(tx, vendorId, { ...cause, amountMinor, commissionMinor, currency, at });
    await this.receiptNumbers.passBy(tx, said.receiptNumber);
    await this.payments.insert(tx, payment);
    await this.closedKeys.close(tx, { idempotencyKey, seller: vendorId, closedBy: said.takenBy, closedAt: at });
    return covered ? 'made' : 'float-short';
  }
}
