import { Outbox } from '@openprepay/messaging/outbox';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { CreateVendor } from './create-vendor.js';
import { DepositFloat } from './deposit-float.js';
import { DepositRepository } from './deposit.repository.js';
import { FindVendor } from './find-vendor.js';
import { FindVendors } from './find-vendors.js';
import { TakeFloat } from './take-float.js';
import { VendorRepository } from './vendor.repository.js';
import { VendorsController } from './vendors.controller.js';

export const vendors: Feature = {
  controllers: [VendorsController],
  providers: [
    provide(VendorRepository, []),
    provide(DepositRepository, []),
    provide(CreateVendor, [UnitOfWork, VendorRepository, CLOCK]),
    provide(FindVendor, [UnitOfWork, VendorRepository]),
    provide(FindVendors, [UnitOfWork, VendorRepository]),
    provide(DepositFloat, [UnitOfWork, VendorRepository, DepositRepository, Outbox, CLOCK]),
    provide(TakeFloat, [VendorRepository]),
  ],
};
