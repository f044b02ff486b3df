import { messagingMigrations } from '@openprepay/messaging/migrations';
import type { MigrationClass } from '@openprepay/persistence/migrate';
import type { ServiceDefinition } from '@openprepay/runtime/bootstrap';
import { MeterRow } from './meters/meter.row.js';
import { CreateVending1764000000000 } from './migrations/1764000000000-create-vending.js';
import { DebtRow } from './pricing/debt.row.js';
import { SupplyRow } from './pricing/supply.row.js';
import { TariffVersionRow } from './pricing/tariff-version.row.js';
import type { VendingConfig } from './vending.config.js';
import { vendingErrorStatus } from './vending-error-status.js';
import { VendingModule } from './vending.module.js';
import { VendorDepositRow } from './vendors/vendor-deposit.row.js';
import { VendorRow } from './vendors/vendor.row.js';
import { VendRow } from './vends/vend.row.js';

export const vendingMigrations: readonly MigrationClass[] = [...messagingMigrations, CreateVending1764000000000];

export const vendingRows = [MeterRow, SupplyRow, VendorRow, VendorDepositRow, TariffVersionRow, DebtRow, VendRow] as const;

/** The service as `bootstrap` takes it: what main.ts starts and what tests start. */
export const vendingService = (config: VendingConfig): ServiceDefinition => ({
  name: 'vending',
  module: VendingModule,
  config,
  status: vendingErrorStatus,
  rows: vendingRows,
});
