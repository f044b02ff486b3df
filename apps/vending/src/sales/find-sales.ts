import type { Principal } from '@openprepay/contracts/identity';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { checkRange, type SalesRange, type SoldInStep } from './sales.js';
import type { SalesRepository } from './sales.repository.js';

/** What the caller's utility sold, by hour or by day of its time zone. */
export class FindSales {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sales: SalesRepository,
  ) {}

  /** @throws {VendingError} `vending.sales_range_invalid` */
  async execute(caller: Principal, range: SalesRange): Promise<readonly SoldInStep[]> {
    checkRange(range);
    return this.unitOfWork.run(caller.utility, (tx) => this.sales.list(tx, range, caller.timeZone));
  }
}
