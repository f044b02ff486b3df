import { Outbox } from '@openprepay/messaging/outbox';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { provide } from '@openprepay/runtime/service';
import { BookDeposit } from './book-deposit.js';
import { DepositRepository } from './deposit.repository.js';
import { FindMovements } from './find-movements.js';
import { FindVendor } from './find-vendor.js';
import { FindVendors } from './find-vendors.js';
import { FloatRepository } from './float.repository.js';
import { TakeFloat } from './take-float.js';
import { VendorRepository } from './vendor.repository.js';
import { BookWithdrawal } from './book-withdrawal.js';
import { WithdrawalRepository } from './withdrawal.repository.js';
import { VendorsController } from './vendors.controller.js';

export const vendors: Feature = {
  controllers: [VendorsController],
  providers: [
    provide(VendorRepository, []),
    provide(DepositRepository, []),
    provide(WithdrawalRepository, []),
    provide(FloatRepository, []),
    provide(FindVendor, [UnitOfWork, VendorRepository]),
    provide(FindVendors, [UnitOfWork, VendorRepository]),
    provide(FindMovements, [UnitOfWork, VendorRepository, FloatRepository]),
    provide(BookDeposit, [VendorRepository, DepositRepository, FloatRepository, Outbox]),
    provide(BookWithdrawal, [VendorRepository, WithdrawalRepository, FloatRepository, Outbox]),
    provide(TakeFloat, [VendorRepository, FloatRepository]),
  ],
};
