import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { AccountPayment } from '../account-payments/account-payment.js';
import type { AccountPaymentRepository } from '../account-payments/account-payment.repository.js';
import type { PaymentReversal } from '../payment-reversals/payment-reversal.js';
import type { PaymentReversalRepository } from '../payment-reversals/payment-reversal.repository.js';
import type { ReversePayment } from '../payment-reversals/reverse-payment.js';
import type { SignedInTerminal } from '../terminals/sign-in-terminal.js';
import type { TillCancelRepository } from './till-cancel.repository.js';

/** Payments of an account among which the one that is meant is looked for: the newest. */
const LOOKED_AMONG = 100;

/** What a cancel says of the payment that it means, and which message it is. */
export interface WantedCancel extends Pick<AccountPayment, 'accountNumber' | 'amountMinor' | 'currency'> {
  readonly messageKey: string;
  /** When the message came first. */
  readonly since: Date;
  readonly reason: string;
}

export interface CancelledPayment {
  readonly payment: AccountPayment;
  readonly reversal: PaymentReversal;
}

/**
 * Takes a payment back for a till whose message names an account and an amount, and no payment: the newest such one is meant that the
 * till had taken, that stood when the message came first, and that no other message means. So a message means one for good, and two
 * messages mean two.
 */
export class CancelPayment {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly payments: AccountPaymentRepository,
    private readonly reversals: PaymentReversalRepository,
    private readonly cancels: TillCancelRepository,
    private readonly reversePayment: ReversePayment,
  ) {}

  /**
   * Safe to repeat: what a message has asked for once is only looked at, also where a second person has refused it.
   * @returns undefined where no payment is meant
   * @throws {VendingError} as `ReversePayment`: the message has asked for nothing then
   */
  async execute({ principal }: SignedInTerminal, wanted: WantedCancel): Promise<CancelledPayment | undefined> {
    const { vendorId } = principal;
    const { accountNumber, messageKey, reason } = wanted;
    return this.unitOfWork.run(principal.utility, async (tx) => {
      await this.cancels.lockAccount(tx, accountNumber);
      const earlier = await this.cancels.find(tx, { vendorId, messageKey });
      if (earlier) return this.asked(tx, earlier.reversalId);
      const payment = await this.meant(tx, principal, wanted);
      if (!payment) return undefined;
      const { reversal } = await this.reversePayment.within(tx, principal, { paymentId: payment.paymentId, reason });
      await this.cancels.insert(tx, { vendorId, messageKey, reversalId: reversal.reversalId });
      return { payment, reversal };
    });
  }

  private async asked(tx: Tx, reversalId: string): Promise<CancelledPayment> {
    const reversal = await this.reversals.require(tx, reversalId);
    return { payment: await this.payments.require(tx, reversal.paymentId, undefined), reversal };
  }

  private async meant(
    tx: Tx,
    { vendorId, username }: SignedInTerminal['principal'],
    { accountNumber, amountMinor, currency, since }: WantedCancel,
  ): Promise<AccountPayment | undefined> {
    const newest = await this.payments.list(tx, { accountNumber, vendorId, before: undefined, limit: LOOKED_AMONG });
    const stood = newest
      .filter((one) => one.takenBy === username && one.amountMinor === amountMinor && one.currency === currency)
      .filter((one) => stoodAt(one, since));
    const others = await this.cancels.cancelled(
      tx,
      stood.map(({ paymentId }) => paymentId),
    );
    return stood.find(({ paymentId }) => !others.has(paymentId));
  }
}

const stoodAt = ({ paidAt, reversal }: AccountPayment, at: Date): boolean => paidAt <= at && !(reversal && reversal.at < at);
