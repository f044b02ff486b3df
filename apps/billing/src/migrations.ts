import { messagingMigrations } from '@openprepay/messaging/migrations';
import type { MigrationClass } from '@openprepay/persistence/migrate';
import { CreateBilling1764000000000 } from './migrations/1764000000000-create-billing.js';
import { AddDefaultTariffRevision1764000004000 } from './migrations/1764000004000-add-default-tariff-revision.js';
import { ConfirmTariffs1764000004001 } from './migrations/1764000004001-confirm-tariffs.js';
import { NumberJournal1764000005000 } from './migrations/1764000005000-number-journal.js';
import { CreatePayments1764000005100 } from './migrations/1764000005100-create-payments.js';
import { WatchReceipts1764000005200 } from './migrations/1764000005200-watch-receipts.js';
import { KeepBalances1764000008000 } from './migrations/1764000008000-keep-balances.js';
import { ClosePeriods1764000008010 } from './migrations/1764000008010-close-periods.js';
import { CheckBalances1764000008020 } from './migrations/1764000008020-check-balances.js';
import { FindAccountsByName1764000009420 } from './migrations/1764000009420-find-accounts-by-name.js';
import { TakeImports1764000050030 } from './migrations/1764000050030-take-imports.js';
import { ReopenDebts1764000050040 } from './migrations/1764000050040-reopen-debts.js';
import { BookGrants1764000130010 } from './migrations/1764000130010-book-grants.js';
import { CorrectJournal1764000140020 } from './migrations/1764000140020-correct-journal.js';

/** In the order they run. By itself, so that migrating loads nothing of the service. */
export const billingMigrations: readonly MigrationClass[] = [
  ...messagingMigrations,
  CreateBilling1764000000000,
  AddDefaultTariffRevision1764000004000,
  ConfirmTariffs1764000004001,
  NumberJournal1764000005000,
  CreatePayments1764000005100,
  WatchReceipts1764000005200,
  KeepBalances1764000008000,
  ClosePeriods1764000008010,
  CheckBalances1764000008020,
  FindAccountsByName1764000009420,
  TakeImports1764000050030,
  ReopenDebts1764000050040,
  BookGrants1764000130010,
  CorrectJournal1764000140020,
];
