import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { CommissionRepository } from '../commissions/commission.repository.js';
import { BookDeposit } from '../vendors/book-deposit.js';
import { DepositRepository } from '../vendors/deposit.repository.js';
import { BookWithdrawal } from '../vendors/book-withdrawal.js';
import { WithdrawalRepository } from '../vendors/withdrawal.repository.js';
import { VendorRepository } from '../vendors/vendor.repository.js';
import { ApplyFloatLimit } from './apply-float-limit.js';
import { AskForChange } from './ask-for-change.js';
import { ChangePolicy } from './change-policy.js';
import { CreateVendor } from './create-vendor.js';
import { DecideChange } from './decide-change.js';
import { DepositFloat } from './deposit-float.js';
import { EndOutdatedChanges } from './end-outdated-changes.js';
import { FindChanges } from './find-changes.js';
import { FindPolicy } from './find-policy.js';
import { FindWithdrawals } from './find-withdrawals.js';
import { FloatsController } from './floats.controller.js';
import { SetCommission } from './set-commission.js';
import { SetFloatLimit } from './set-float-limit.js';
import { VendorChangeRepository } from './vendor-change.repository.js';
import { VendorPolicyRepository } from './vendor-policy.repository.js';
import { WithdrawFloat } from './withdraw-float.js';

/** What the utility gives its vendors, by one person or by two. */
export const floats: Feature = {
  controllers: [FloatsController],
  providers: [
    provide(VendorPolicyRepository, []),
    provide(VendorChangeRepository, []),
    provide(AskForChange, [VendorChangeRepository, CLOCK]),
    provide(EndOutdatedChanges, [VendorChangeRepository]),
    provide(SetCommission, [
      UnitOfWork,
      VendorRepository,
      CommissionRepository,
      VendorPolicyRepository,
      AskForChange,
      EndOutdatedChanges,
      CLOCK,
    ]),
    provide(ApplyFloatLimit, [VendorRepository]),
    provide(CreateVendor, [UnitOfWork, VendorRepository, VendorPolicyRepository, AskForChange, CLOCK]),
    provide(SetFloatLimit, [
      UnitOfWork,
      VendorRepository,
      VendorPolicyRepository,
      ApplyFloatLimit,
      AskForChange,
      EndOutdatedChanges,
      CLOCK,
    ]),
    provide(DepositFloat, [
      UnitOfWork,
      VendorRepository,
      DepositRepository,
      BookDeposit,
      VendorPolicyRepository,
      VendorChangeRepository,
      AskForChange,
      CLOCK,
    ]),
    provide(WithdrawFloat, [
      UnitOfWork,
      VendorRepository,
      WithdrawalRepository,
      BookWithdrawal,
      VendorPolicyRepository,
      VendorChangeRepository,
      AskForChange,
      CLOCK,
    ]),
    provide(FindWithdrawals, [UnitOfWork, VendorRepository, WithdrawalRepository]),
    provide(FindPolicy, [UnitOfWork, VendorPolicyRepository]),
    provide(ChangePolicy, [UnitOfWork, VendorPolicyRepository, AskForChange, EndOutdatedChanges, CLOCK]),
    provide(FindChanges, [UnitOfWork, VendorChangeRepository]),
    provide(DecideChange, [
      UnitOfWork,
      VendorChangeRepository,
      BookDeposit,
      BookWithdrawal,
      ApplyFloatLimit,
      CommissionRepository,
      VendorPolicyRepository,
      VendorRepository,
      EndOutdatedChanges,
      CLOCK,
    ]),
  ],
};
