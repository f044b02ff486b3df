import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { VendorRepository } from '../vendors/vendor.repository.js';
import { CommissionRepository } from './commission.repository.js';
import { CommissionsController } from './commissions.controller.js';
import { FeeRepository } from './fee.repository.js';
import { FindCommission } from './find-commission.js';

/** What vendors earn by their sales. */
export const commissions: Feature = {
  controllers: [CommissionsController],
  providers: [
    provide(CommissionRepository, []),
    provide(FeeRepository, []),
    provide(FindCommission, [UnitOfWork, VendorRepository, CommissionRepository, CLOCK]),
  ],
};
