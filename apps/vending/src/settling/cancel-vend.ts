import type { Principal } from '@openprepay/contracts/identity';
import { TokenRequestCancelled } from '@openprepay/contracts/vending';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { VaultRequests } from '../vault-requests/vault-requests.js';
import { tokenRequestCancelled } from '../vend/token-request.js';
import { type Cancellation, requireStuck, type Vend } from '../vend/vend.js';
import type { VendRepository } from '../vend/vend.repository.js';
import { VendingError } from '../vending-error.js';
import { requireStaff } from '../vendors/vendor-scope.js';

export interface CancelVendCommand {
  readonly vendId: string;
  readonly reason: string;
}

/**
 * Has the vault refuse a stuck vend for good. Nothing is given back before it has: with its refusal the vend fails as any other does,
 * and where there is a token after all it completes.
 */
export class CancelVend {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vends: VendRepository,
    private readonly requests: VaultRequests,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat: the first reason stands.
   * @throws {VendingError} `vending.vend_not_found`, `vending.vend_settled`, `vending.vend_not_stuck`, `vending.staff_required`
   */
  async execute(caller: Principal, { vendId, reason }: CancelVendCommand): Promise<Vend> {
    requireStaff(caller);
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const [vend] = await this.vends.lockAll(tx, [vendId]);
      if (!vend) throw new VendingError('vending.vend_not_found', `there is no vend ${vendId}`);
      requireStuck(vend);
      if (vend.cancellation) return vend;
      const cancellation: Cancellation = { reason, requestedBy: caller.username, requestedAt: this.clock.now() };
      await this.vends.cancel(tx, vendId, cancellation);
      await this.requests.append(tx, TokenRequestCancelled, tokenRequestCancelled(vend, cancellation));
      return { ...vend, cancellation };
    });
  }
}
