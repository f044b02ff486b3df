import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { AccountPaymentRepository } from '../account-payments/account-payment.repository.js';
import { personOf } from '../person.js';
import type { DecideReversalCommand } from '../reversals/decide-reversal.js';
import type { ReversalPolicyRepository } from '../reversals/reversal-policy.repository.js';
import { requireOpen, type ReversalDecision } from '../reversals/reversal.js';
import type { SecondPerson } from '../terminals/second-person.js';
import { VendingError } from '../vending-error.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import type { ApplyPaymentReversal } from './apply-payment-reversal.js';
import { type PaymentReversal, requireReversible } from './payment-reversal.js';
import type { PaymentReversalRepository } from './payment-reversal.repository.js';

/** Takes a payment of debts back because a second person wants it too, as long as the policy still lets it; or says why not. */
export class DecidePaymentReversal {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly payments: AccountPaymentRepository,
    private readonly reversals: PaymentReversalRepository,
    private readonly policies: ReversalPolicyRepository,
    private readonly secondPerson: SecondPerson,
    private readonly applyReversal: ApplyPaymentReversal,
    private readonly clock: Clock,
  ) {}

  /**
   * Whoever asked may refuse it: that takes it back.
   * @throws {VendingError} `vending.reversal_unknown`, `vending.reversal_decided`, `vending.reversal_refused`, `vending.staff_required`,
   *   `vending.vendor_float_insufficient`; {SecondPersonRequired} `vending.second_person_required`
   */
  async execute(caller: Principal, { reversalId, refusal }: DecideReversalCommand): Promise<PaymentReversal> {
    requireStaff(caller);
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const { paymentId } = await this.reversals.require(tx, reversalId);
      await this.payments.lock(tx, paymentId);
      // again, now that nobody else decides
      const reversal = await this.reversals.require(tx, reversalId);
      requireOpen(reversal);
      const decidedAt = this.clock.now();
      const decidedBy = personOf(caller);
      if (refusal !== undefined) return this.decide(tx, reversal, { state: 'refused', decidedBy, decidedAt, refusal });

      await this.secondPerson.requireOfSale(tx, caller, reversal);
      const payment = await this.payments.require(tx, paymentId, undefined);
      const copied = { payment, copies: await this.payments.copiesOf(tx, paymentId) };
      // the time that it waited for a second person is not the customer's
      requireReversible(copied, await this.policies.current(tx), reversal.requestedAt);
      const receiptNumber = await this.applyReversal.execute(tx, {
        payment,
        ...{ reversal, approvedBy: decidedBy.username, at: decidedAt },
      });
      return this.decide(tx, reversal, { state: 'reversed', decidedBy, decidedAt, receiptNumber });
    });
  }

  private async decide(tx: Tx, reversal: PaymentReversal, decision: ReversalDecision): Promise<PaymentReversal> {
    if (await this.reversals.decide(tx, reversal.reversalId, decision)) return { ...reversal, decision };
    throw new VendingError('vending.reversal_decided', 'somebody else has decided meanwhile');
  }
}
