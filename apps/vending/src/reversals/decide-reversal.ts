import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { personOf } from '../person.js';
import type { SecondPerson } from '../terminals/second-person.js';
import { requireCompleted } from '../vend/vend.js';
import { VendingError } from '../vending-error.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import type { ApplyReversal } from './apply-reversal.js';
import type { LockSale } from './lock-sale.js';
import type { ReversalPolicyRepository } from './reversal-policy.repository.js';
import { requireOpen, type Reversal, type ReversalDecision } from './reversal.js';
import type { ReversalRepository } from './reversal.repository.js';
import { requireReversible } from './reverse-vend.js';

export interface DecideReversalCommand {
  readonly reversalId: string;
  /** Why it is not to be; undefined where it is. */
  readonly refusal: string | undefined;
}

/** Takes a sale back because a second person wants it too, as long as the policy and the meter still let it; or says why not. */
export class DecideReversal {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly lockSale: LockSale,
    private readonly reversals: ReversalRepository,
    private readonly policies: ReversalPolicyRepository,
    private readonly secondPerson: SecondPerson,
    private readonly applyReversal: ApplyReversal,
    private readonly clock: Clock,
  ) {}

  /**
   * Whoever asked may refuse it: that takes it back.
   * @throws {VendingError} `vending.reversal_unknown`, `vending.reversal_decided`, `vending.reversal_refused`, `vending.staff_required`;
   *   {SecondPersonRequired} `vending.second_person_required`
   */
  async execute(caller: Principal, { reversalId, refusal }: DecideReversalCommand): Promise<Reversal> {
    requireStaff(caller);
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const { vendId } = await this.reversals.require(tx, reversalId);
      const vend = await this.lockSale.execute(tx, vendId);
      // again, now that nobody else decides
      const reversal = await this.reversals.require(tx, reversalId);
      requireOpen(reversal);
      const decidedAt = this.clock.now();
      const decidedBy = personOf(caller);
      if (refusal !== undefined) return this.decide(tx, reversal, { state: 'refused', decidedBy, decidedAt, refusal });

      await this.secondPerson.requireOfSale(tx, caller, reversal);
      // the time that it waited for a second person is not the customer's
      const completed = requireReversible(requireCompleted(vend), await this.policies.current(tx), reversal.requestedAt);
      const { outcome } = await this.applyReversal.execute(tx, {
        vend: completed,
        ...{ reversal, approvedBy: decidedBy.username, at: decidedAt },
      });
      return this.decide(tx, reversal, { state: 'reversed', decidedBy, decidedAt, receiptNumber: outcome.reversal.receiptNumber });
    });
  }

  private async decide(tx: Tx, reversal: Reversal, decision: ReversalDecision): Promise<Reversal> {
    if (await this.reversals.decide(tx, reversal.reversalId, decision)) return { ...reversal, decision };
    throw new VendingError('vending.reversal_decided', 'somebody else has decided meanwhile');
  }
}
