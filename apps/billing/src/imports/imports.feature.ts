import { ACCOUNT_COLUMNS } from '@openprepay/contracts/http/billing-imports';
import { ImportRepository } from '@openprepay/imports/import.repository';
import { ReadImport } from '@openprepay/imports/read-import';
import { ReceiveImport } from '@openprepay/imports/receive-import';
import { TakeRows } from '@openprepay/imports/take-rows';
import { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { CLOCK, provide, provideBy } from '@openprepay/runtime/service';
import { AccountRepository } from '../accounts/account.repository.js';
import { TariffRepository } from '../tariffs/tariff.repository.js';
import { BillingError } from '../billing-error.js';
import { ImportsController } from './imports.controller.js';
import { TakeAccounts } from './take-accounts.js';

/** How often it is looked whether a file is waiting; the rest grows while there is none. */
const PACE = { everyMs: 500, restLimitMs: 4_000 } as const;

/** Accounts by the file: kept as it comes, and taken row by row. */
export const imports: Feature = {
  controllers: [ImportsController],
  providers: [
    provideBy(ImportRepository, [], () => new ImportRepository('accounts')),
    provideBy(
      ReceiveImport,
      [UnitOfWork, ImportRepository, CLOCK],
      (unitOfWork: UnitOfWork, repository: ImportRepository, clock: Clock) =>
        new ReceiveImport(unitOfWork, repository, clock, {
          columns: ACCOUNT_COLUMNS,
          refusal: ({ kind, message }) =>
            new BillingError(kind === 'header' ? 'billing.import_header_invalid' : 'billing.import_too_large', message),
        }),
    ),
    provideBy(
      ReadImport,
      [UnitOfWork, ImportRepository],
      (unitOfWork: UnitOfWork, repository: ImportRepository) =>
        new ReadImport(unitOfWork, repository, (importId) => new BillingError('billing.import_unknown', `there is no import ${importId}`)),
    ),
    provide(TakeAccounts, [AccountRepository, TariffRepository, Outbox, CLOCK]),
    provideBy(
      TakeRows,
      [UnitOfWork, ImportRepository, CLOCK, TakeAccounts],
      (unitOfWork: UnitOfWork, repository: ImportRepository, clock: Clock, accounts: TakeAccounts) =>
        new TakeRows(unitOfWork, repository, clock, accounts),
    ),
    repeating([TakeRows], { name: 'imports', ...PACE }, (rows) => rows.execute()),
  ],
};
