import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import { vendorScope } from '../vendors/vendor-scope.js';
import type { VendorRepository } from '../vendors/vendor.repository.js';
import type { Withdrawal } from '../vendors/withdrawal.js';
import type { WithdrawalRepository } from '../vendors/withdrawal.repository.js';

export interface WithdrawalQuery extends PageQuery {
  readonly vendorId: string;
}

const cursor = cursorOf(z.tuple([z.iso.datetime(), z.uuid()]));

/** What was paid back to a vendor, newest first; a vendor's user sees its own only. */
export class FindWithdrawals {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vendors: VendorRepository,
    private readonly withdrawals: WithdrawalRepository,
  ) {}

  /**
   * @throws {VendingError} `vending.vendor_unknown`, `vending.vendor_required`, `vending.vendor_not_yours`;
   *   {PersistenceError} `request.cursor_invalid`
   */
  async execute(caller: Principal, { vendorId, limit, ...query }: WithdrawalQuery): Promise<Page<Withdrawal>> {
    vendorScope(caller, vendorId); // nobody looks at another vendor
    const [withdrawnAt, withdrawalId] = cursor.read(query.cursor) ?? [];
    const before =
      withdrawnAt === undefined || withdrawalId === undefined ? undefined : { withdrawnAt: new Date(withdrawnAt), withdrawalId };
    return this.unitOfWork.run(caller.utility, async (tx) => {
      await this.vendors.require(tx, vendorId);
      const found = await this.withdrawals.list(tx, vendorId, { before, limit: limit + 1 });
      return pageOf(found, limit, (last) => cursor.write([last.withdrawnAt.toISOString(), last.withdrawalId]));
    });
  }
}
