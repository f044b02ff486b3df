import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { AccountChangeRepository } from './account-change.repository.js';
import { AccountChangesController } from './account-changes.controller.js';
import { FindAccountChanges } from './find-account-changes.js';
import { RecordAccountChange } from './record-account-change.js';

export const accountChanges: Feature = {
  controllers: [AccountChangesController],
  providers: [
    provide(AccountChangeRepository, []),
    provide(RecordAccountChange, [AccountChangeRepository, CLOCK]),
    provide(FindAccountChanges, [UnitOfWork, AccountChangeRepository]),
  ],
};
