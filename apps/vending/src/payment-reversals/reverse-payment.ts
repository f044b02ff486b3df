import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { AccountPayment } from '../account-payments/account-payment.js';
import type { AccountPaymentRepository } from '../account-payments/account-payment.repository.js';
import { personOf } from '../person.js';
import { takesTwo } from '../reversals/reversal-policy.js';
import type { ReversalPolicyRepository } from '../reversals/reversal-policy.repository.js';
import { vendorScope } from '../vendors/vendor-scope.js';
import type { ApplyPaymentReversal } from './apply-payment-reversal.js';
import { type PaymentReversal, requireReversible } from './payment-reversal.js';
import type { PaymentReversalRepository } from './payment-reversal.repository.js';

export interface ReversePaymentCommand {
  readonly paymentId: string;
  readonly reason: string;
}

export interface RequestedPaymentReversal {
  readonly reversal: PaymentReversal;
  /** True where the payment had been taken back, or was asked to be, before. */
  readonly replayed: boolean;
}

/** Takes a payment of debts back at once, or asks a second person to. A vendor's user takes back that vendor's own only. */
export class ReversePayment {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly payments: AccountPaymentRepository,
    private readonly reversals: PaymentReversalRepository,
    private readonly policies: ReversalPolicyRepository,
    private readonly applyReversal: ApplyPaymentReversal,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat: one payment is taken back once, and the first reason stands.
   * @throws {VendingError} `vending.account_payment_unknown`, `vending.reversal_refused`, `vending.vendor_required`,
   *   `vending.vendor_float_insufficient`
   */
  async execute(caller: Principal, command: ReversePaymentCommand): Promise<RequestedPaymentReversal> {
    return this.unitOfWork.run(caller.utility, (tx) => this.within(tx, caller, command));
  }

  /** As `execute`, in a transaction of the caller's. */
  async within(tx: Tx, caller: Principal, { paymentId, reason }: ReversePaymentCommand): Promise<RequestedPaymentReversal> {
    const scope = vendorScope(caller);
    await this.payments.lock(tx, paymentId);
    const payment = await this.payments.require(tx, paymentId, scope);
    const earlier = await this.reversals.ofPayment(tx, paymentId);
    if (earlier) return { reversal: earlier, replayed: true };

    const requestedAt = this.clock.now();
    const copied = { payment, copies: await this.payments.copiesOf(tx, paymentId) };
    requireReversible(copied, await this.policies.current(tx), requestedAt);
    const asked: PaymentReversal = {
      reversalId: this.clock.newId(),
      ...{ paymentId, reason, requestedAt },
      takesTwo: takesTwo(await this.policies.binding(tx, caller)),
      requestedBy: personOf(caller),
      decision: undefined,
    };
    const reversal = asked.takesTwo ? asked : await this.applied(tx, asked, payment);
    await this.reversals.insert(tx, reversal);
    return { reversal, replayed: false };
  }

  private async applied(tx: Tx, reversal: PaymentReversal, payment: AccountPayment): Promise<PaymentReversal> {
    const at = reversal.requestedAt;
    const receiptNumber = await this.applyReversal.execute(tx, { payment, reversal, approvedBy: undefined, at });
    return { ...reversal, decision: { state: 'reversed', decidedBy: undefined, decidedAt: at, receiptNumber } };
  }
}
