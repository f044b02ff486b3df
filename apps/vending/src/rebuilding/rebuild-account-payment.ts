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
import type { VendRepository } from '../vend/vend.repository.js';
import type { FloatRepository } from '../vendors/float.repository.js';
import type { VendorRepository } from '../vendors/vendor.repository.js';
import type { RebuildDebts } from './rebuild-debts.js';
import { commissionFromEvent } from './rebuild-vend.js';

/**
 * `float-short`: made, and its vendor's float does not cover it: nothing was taken. `vendor-unknown`, and `receipt-taken`, whose receipt
 * number was given again since: nothing was made. Made, and for people to look at: `sold-again`, whose request has paid, or sold, since the
 * restore; `key-closed`, of whose request somebody was told since that nothing was done.
 */
export type RebuiltAccountPayment = 'made' | 'known' | 'float-short' | 'vendor-unknown' | 'receipt-taken' | 'sold-again' | 'key-closed';

/** Debts that customers paid at a vendor, as the books were told of it, with all that it did here. */
export class RebuildAccountPayment {
  constructor(
    private readonly vendors: VendorRepository,
    private readonly payments: AccountPaymentRepository,
    private readonly debts: DebtRepository,
    private readonly floats: FloatRepository,
    private readonly receiptNumbers: ReceiptNumbers,
    private readonly closedKeys: ClosedKeyRepository,
    private readonly vends: VendRepository,
    private readonly paidDebts: RebuildDebts,
  ) {}

  /**
   * Safe to repeat.
   * @param lookedAt it was for people to look at before: what its float did not cover then is taken where it does now
   */
  async execute(tx: Tx, said: Said, lookedAt = false): Promise<RebuiltAccountPayment> {
    const { paymentId, vendorId, accountNumber, idempotencyKey, paidAt: closedAt } = said;
    const key = { idempotencyKey, seller: vendorId, closedBy: said.takenBy, closedAt };
    const known = await this.payments.find(tx, paymentId);
    if (known) {
      // what was taken back since costs its vendor nothing any more
      const owesYet = lookedAt && !known.reversal && !(await this.floats.hasPaid(tx, vendorId, paymentId));
      return owesYet ? this.pay(tx, said, 'known') : 'known';
    }
    if (!(await this.vendors.exists(tx, vendorId))) return 'vendor-unknown';
    if (await this.receiptNumbers.isGiven(tx, said.receiptNumber)) {
      // whoever repeats its request is not to pay a second time
      await this.closedKeys.close(tx, key);
      return 'receipt-taken';
    }
    // done again since the restore: the key is of that one
    const since = await this.keyOf(tx, said);
    const payment: AccountPayment = {
      ...said,
      idempotencyKey: since === 'sold-again' ? `rebuilt ${paymentId}` : idempotencyKey,
      meterNumber: said.meterNumber,
      code: said.code,
      paymentMethod: paymentMethod.parse(said.paymentMethod),
      commission: said.commission && commissionFromEvent(said.commission),
      reversal: undefined,
    };
    await this.debts.lockOfAccount(tx, accountNumber);
    await this.paidDebts.execute(tx, accountNumber, payment);
    await this.debts.recover(tx, accountNumber, payment.debts);
    const paid = await this.pay(tx, said, since === 'free' ? 'made' : since);
    await this.receiptNumbers.passBy(tx, said.receiptNumber);
    await this.payments.insert(tx, payment);
    await this.closedKeys.close(tx, key);
    return paid;
  }

  /** What has come of its key since the restore. */
  private async keyOf(tx: Tx, { vendorId, takenBy, idempotencyKey }: Said): Promise<'free' | 'sold-again' | 'key-closed'> {
    if (await this.payments.findByKey(tx, vendorId, idempotencyKey)) return 'sold-again';
    if (await this.vends.findByKey(tx, { vendorId, soldBy: takenBy }, idempotencyKey)) return 'sold-again';
    return (await this.closedKeys.isClosed(tx, idempotencyKey, vendorId)) ? 'key-closed' : 'free';
  }

  private async pay<Paid extends RebuiltAccountPayment>(
    tx: Tx,
    { paymentId, vendorId, amountMinor, currency, paidAt: at, commission }: Said,
    paid: Paid,
  ) {
    const commissionMinor = earnedBy(commission && commissionFromEvent(commission));
    const payment = { kind: 'account-payment', causeId: paymentId, amountMinor, commissionMinor, currency, at } as const;
    return (await this.floats.pay(tx, vendorId, payment)) ? paid : 'float-short';
  }
}

type Said = EventData<typeof AccountPaid>;
