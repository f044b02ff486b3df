import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import { vendorScope } from '../vendors/vendor-scope.js';
import type { VendorRepository } from '../vendors/vendor.repository.js';
import type { Terminal } from './terminal.js';
import type { TerminalRepository } from './terminal.repository.js';

export interface TerminalQuery extends PageQuery {
  readonly vendorId: string;
  readonly outletId?: string | undefined;
}

const cursor = cursorOf(z.tuple([z.uuid()]));

/** A vendor's tills, those that are revoked among them; a vendor's user sees its own only. */
export class FindTerminals {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vendors: VendorRepository,
    private readonly terminals: TerminalRepository,
  ) {}

  /**
   * @throws {VendingError} `vending.vendor_unknown`, `vending.vendor_required`, `vending.vendor_not_yours`;
   *   {PersistenceError} `request.cursor_invalid`
   */
  async execute(caller: Principal, { vendorId, outletId, limit, ...query }: TerminalQuery): Promise<Page<Terminal>> {
    vendorScope(caller, vendorId); // nobody looks at another vendor
    const [after] = cursor.read(query.cursor) ?? [];
    return this.unitOfWork.run(caller.utility, async (tx) => {
      await this.vendors.require(tx, vendorId);
      const found = await this.terminals.list(tx, { vendorId, outletId, after, limit: limit + 1 });
      return pageOf(found, limit, ({ terminalId }) => cursor.write([terminalId]));
    });
  }
}
