import type { PaymentMethod } from '@openprepay/contracts/http/vending-vends';
import type { Principal } from '@openprepay/contracts/identity';
import { AccountPaid } from '@openprepay/contracts/vendor-money';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { BatchRepository } from '../batches/batch.repository.js';
import { earnedBy } from '../commissions/commission.js';
import type { CommissionRepository } from '../commissions/commission.repository.js';
import type { DebtRepository } from '../pricing/debt.repository.js';
import { readAmount } from '../read-amount.js';
import type { SellerCrowd } from '../selling/seller-crowd.js';
import type { SellerTurns } from '../selling/seller-turns.js';
import { receiptNumberAfter, type ReceiptNumbers } from '../settling/receipt-numbers.repository.js';
import type { ClosedKeyRepository } from '../vend/closed-key.repository.js';
import type { VendRepository } from '../vend/vend.repository.js';
import type { TakeFloat } from '../vendors/take-float.js';
import { vendorScope } from '../vendors/vendor-scope.js';
import { VendingError } from '../vending-error.js';
import { accountPaidEvent } from './account-paid.js';
import { type AccountPayment, commissionOfPayment, payDebts, samePayment, type WantedPayment } from './account-payment.js';
import type { AccountPaymentRepository } from './account-payment.repository.js';

export interface PayAccountCommand {
  readonly accountNumber: string;
  /** By which the account was named. */
  readonly meterNumber?: string | undefined;
  /** Decimal, above zero. */
  readonly amount: string;
  readonly currency: string;
  readonly paymentMethod: PaymentMethod;
  /** Of the debts that alone are meant. */
  readonly code?: string | undefined;
  readonly idempotencyKey: string;
}

export interface PaidAccount {
  readonly payment: AccountPayment;
  /** True where the key had been this payment before. */
  readonly replayed: boolean;
}

/** Takes what a customer pays of an account's debts at a vendor, out of the vendor's float; no units are sold by it. */
export class PayAccount {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly payments: AccountPaymentRepository,
    private readonly batches: BatchRepository,
    private readonly debts: DebtRepository,
    private readonly vends: VendRepository,
    private readonly closedKeys: ClosedKeyRepository,
    private readonly commissions: CommissionRepository,
    private readonly takeFloat: TakeFloat,
    private readonly receiptNumbers: ReceiptNumbers,
    private readonly outbox: Outbox,
    private readonly crowd: SellerCrowd,
    private readonly turns: SellerTurns,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat: a key of a vendor is one payment, or one sale, or neither.
   * @throws {VendingError} `vending.payment_exceeds_debt`, `vending.amount_invalid`, `vending.currency_mismatch`,
   *   `vending.vendor_float_insufficient`, `vending.vendor_unknown`, `vending.vendor_required`, `vending.seller_busy`,
   *   `vending.idempotency_key_reused`, `vending.idempotency_key_expired`, `vending.idempotency_key_closed`
   */
  async execute(caller: Principal, { amount, idempotencyKey, meterNumber, code, ...command }: PayAccountCommand): Promise<PaidAccount> {
    const vendorId = vendorScope(caller);
    if (vendorId === undefined)
      throw new VendingError('vending.vendor_required', 'a vendor takes it: the utility’s own people do so in billing');
    const wanted: WantedPayment = { ...command, meterNumber, code, amountMinor: readAmount(amount, command.currency) };
    const seller = { vendorId, takenBy: caller.username, idempotencyKey };
    // among the vendor's sales: what it has under way keeps others no longer from theirs
    const name = `${caller.utility} ${vendorId}`;
    return this.crowd.take(name, () =>
      this.turns.take(name, () => this.unitOfWork.run(caller.utility, (tx) => this.take(tx, seller, wanted))),
    );
  }

  private async take(tx: Tx, seller: Seller, wanted: WantedPayment): Promise<PaidAccount> {
    const { vendorId, takenBy, idempotencyKey } = seller;
    await this.closedKeys.lock(tx, idempotencyKey);
    const earlier = await this.payments.findByKey(tx, vendorId, idempotencyKey);
    if (earlier) return { payment: samePayment(earlier, wanted, this.clock.now()), replayed: true };
    if (await this.vends.findByKey(tx, { vendorId, soldBy: takenBy }, idempotencyKey))
      throw new VendingError('vending.idempotency_key_reused', 'this Idempotency-Key was used for a sale');
    if (await this.closedKeys.isClosed(tx, idempotencyKey, vendorId))
      throw new VendingError('vending.idempotency_key_closed', 'somebody was told that nothing was done under this key: take a new one');

    // whoever closes one sums it up meanwhile: nobody's debt, float or receipt is to wait for that
    await this.batches.keepOpen(tx, takenBy);
    const debts = payDebts(wanted, await this.debts.lockOfAccount(tx, wanted.accountNumber));
    const payment = await this.receipted(tx, { ...seller, ...wanted, debts });
    await this.payments.insert(tx, payment);
    await this.debts.recover(tx, payment.accountNumber, debts);
    await this.outbox.append(tx, AccountPaid, accountPaidEvent(payment));
    // no sale comes under it any more
    await this.closedKeys.close(tx, { idempotencyKey, seller: vendorId, closedBy: takenBy, closedAt: payment.paidAt });
    return { payment, replayed: false };
  }

  /** Paid by the float, and with its receipt's number: the counter comes after the float, as whoever takes a sale back has it. */
  private async receipted(
    tx: Tx,
    paid: Omit<AccountPayment, 'paymentId' | 'receiptNumber' | 'commission' | 'paidAt' | 'reversal'>,
  ): Promise<AccountPayment> {
    const { vendorId, amountMinor, currency } = paid;
    const [paymentId, paidAt] = [this.clock.newId(), this.clock.now()];
    const terms = await this.commissions.current(tx, vendorId, paidAt);
    const commission = terms && commissionOfPayment(terms, paid);
    const commissionMinor = earnedBy(commission);
    const cause = { kind: 'account-payment', causeId: paymentId } as const;
    await this.takeFloat.execute(tx, { vendorId, ...cause, amountMinor, commissionMinor, currency, at: paidAt, earnsLater: false });
    const last = await this.receiptNumbers.lock(tx);
    await this.receiptNumbers.take(tx, last, 1);
    return { ...paid, paymentId, receiptNumber: receiptNumberAfter(last, 0), commission, paidAt, reversal: undefined };
  }
}

/** Who takes a payment, and under which key. */
type Seller = Pick<AccountPayment, 'vendorId' | 'takenBy' | 'idempotencyKey'>;
