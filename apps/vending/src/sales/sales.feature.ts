import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { provide } from '@openprepay/runtime/service';
import { FindSales } from './find-sales.js';
import { SalesController } from './sales.controller.js';
import { SalesRepository } from './sales.repository.js';

/** What was sold, by hour and day: sums that are kept as vends complete. */
export const sales: Feature = {
  controllers: [SalesController],
  providers: [provide(SalesRepository, []), provide(FindSales, [UnitOfWork, SalesRepository])],
};
