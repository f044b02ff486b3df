import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { personOf } from '../person.js';
import { type CompletedVend, requireCompleted } from '../vend/vend.js';
import { VendingError } from '../vending-error.js';
import { vendorScope } from '../vendors/vendor-scope.js';
import type { ApplyReversal } from './apply-reversal.js';
import type { LockSale } from './lock-sale.js';
import { type KnownReversalPolicy, refusalOf, takesTwo } from './reversal-policy.js';
import type { ReversalPolicyRepository } from './reversal-policy.repository.js';
import type { Reversal } from './reversal.js';
import type { ReversalRepository } from './reversal.repository.js';

export interface ReverseVendCommand {
  readonly vendId: string;
  readonly reason: string;
  /** When it was asked for first, where that is told: what was refused since is not asked for anew. */
  readonly since?: Date;
}

export interface RequestedReversal {
  readonly reversal: Reversal;
  /** True where the sale had been taken back, or was asked to be, before; or where that was refused since. */
  readonly replayed: boolean;
}

/** Takes a sale back at once, or asks a second person to. A vendor's user takes back that vendor's sales only. */
export class ReverseVend {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly lockSale: LockSale,
    private readonly reversals: ReversalRepository,
    private readonly policies: ReversalPolicyRepository,
    private readonly applyReversal: ApplyReversal,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat: one sale is taken back once, and the first reason stands.
   * @throws {VendingError} `vending.vend_not_found`, `vending.vend_not_completed`, `vending.reversal_refused`, `vending.vendor_required`
   */
  async execute(caller: Principal, { vendId, reason, since }: ReverseVendCommand): Promise<RequestedReversal> {
    const scope = vendorScope(caller);
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const vend = await this.lockSale.execute(tx, vendId);
      if (scope !== undefined && vend.vendorId !== scope) throw new VendingError('vending.vend_not_found', `there is no vend ${vendId}`);
      const earlier = (await this.reversals.ofVend(tx, vendId)) ?? (since && (await this.reversals.refusedSince(tx, vendId, since)));
      if (earlier) return { reversal: earlier, replayed: true };

      const requestedAt = this.clock.now();
      const policy = await this.policies.current(tx);
      const completed = requireReversible(requireCompleted(vend), policy, requestedAt);
      const asked: Reversal = {
        reversalId: this.clock.newId(),
        ...{ vendId, reason, requestedAt },
        takesTwo: takesTwo(await this.policies.binding(tx, caller)),
        requestedBy: personOf(caller),
        decision: undefined,
      };
      const reversal = asked.takesTwo ? asked : await this.applied(tx, asked, completed);
      await this.reversals.insert(tx, reversal);
      return { reversal, replayed: false };
    });
  }

  private async applied(tx: Tx, reversal: Reversal, vend: CompletedVend): Promise<Reversal> {
    const at = reversal.requestedAt;
    const { outcome } = await this.applyReversal.execute(tx, { vend, reversal, approvedBy: undefined, at });
    const { receiptNumber } = outcome.reversal;
    return { ...reversal, decision: { state: 'reversed', decidedBy: undefined, decidedAt: at, receiptNumber } };
  }
}

/** @throws {VendingError} `vending.reversal_refused` */
export function requireReversible(vend: CompletedVend, policy: KnownReversalPolicy, now: Date): CompletedVend {
  const refusal = refusalOf({ ...vend, completedAt: vend.outcome.completedAt }, policy, now);
  if (refusal === undefined) return vend;
  throw new VendingError('vending.reversal_refused', `vend ${vend.vendId} stands: ${refusal}`);
}
