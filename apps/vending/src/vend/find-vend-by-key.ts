import { vendingApi } from '@openprepay/contracts/http/vending';
import type { Principal, Role } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { VendingError } from '../vending-error.js';
import { vendorScope } from '../vendors/vendor-scope.js';
import type { ClosedKeyRepository } from './closed-key.repository.js';
import type { Vend } from './vend.js';
import type { VendRepository } from './vend.repository.js';

export interface VendKeyQuery {
  readonly idempotencyKey: string;
  /** Whose key it is. */
  readonly vendorId?: string | undefined;
}

const SELLERS: readonly Role[] = [...vendingApi.endpoints.sellVend.access.roles, 'admin'];

/**
 * What became of a request. Whoever sells and hears that it sold nothing may rely on it: the key is closed, and a request that is
 * still on its way is refused. Staff who name no vendor find it, and close it, whoever sold.
 */
export class FindVendByKey {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vends: VendRepository,
    private readonly closedKeys: ClosedKeyRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws {VendingError} `vending.vend_not_found`: nothing was sold, and nothing will be under this key; `vending.vendor_required`,
   *   `vending.vendor_not_yours`
   */
  async execute(caller: Principal, { idempotencyKey, vendorId }: VendKeyQuery): Promise<Vend> {
    const scope = vendorScope(caller, vendorId);
    const sells = caller.roles.some((role) => SELLERS.includes(role));
    const vend = await this.unitOfWork.run(caller.utility, async (tx) => {
      const find = (): Promise<Vend | undefined> => this.find(tx, { soldBy: caller.username, vendorId: scope, idempotencyKey });
      const found = await find();
      if (found || !sells) return found;
      await this.closedKeys.lock(tx, idempotencyKey);
      const late = await find();
      if (!late) {
        await this.closedKeys.close(tx, { idempotencyKey, seller: scope, closedBy: caller.username, closedAt: this.clock.now() });
      }
      return late;
    });
    if (vend) return vend;
    throw new VendingError(
      'vending.vend_not_found',
      sells
        ? 'nothing was sold under this Idempotency-Key, and nothing will be: it is safe to try again under a new one'
        : 'nothing has been sold under this Idempotency-Key so far',
    );
  }

  private find(tx: Tx, { soldBy, vendorId, idempotencyKey }: VendKeyQuery & { readonly soldBy: string }): Promise<Vend | undefined> {
    return vendorId === undefined
      ? this.vends.findByKeyOfAnyone(tx, soldBy, idempotencyKey)
      : this.vends.findByKey(tx, { vendorId, soldBy }, idempotencyKey);
  }
}
