import { messagingMigrations } from '@openprepay/messaging/migrations';
import { defineService } from '@openprepay/runtime/define-service';
import { MeterRow } from './meters/meter.row.js';
import { CreateVending1764000000000 } from './migrations/1764000000000-create-vending.js';
import { DebtRow } from './pricing/debt.row.js';
import { SupplyRow } from './pricing/supply.row.js';
import { TariffVersionRow } from './pricing/tariff-version.row.js';
import { loadVendingConfig } from './vending.config.js';
import { vendingErrorStatus } from './vending-error-status.js';
import { VendingModule } from './vending.module.js';
import { VendorDepositRow } from './vendors/vendor-deposit.row.js';
import { VendorRow } from './vendors/vendor.row.js';
import { VendRow } from './vends/vend.row.js';

/** The service as it is started, migrated and tested. */
export const vendingService = defineService({
  name: 'vending',
  module: VendingModule,
  config: loadVendingConfig,
  status: vendingErrorStatus,
  rows: [MeterRow, SupplyRow, VendorRow, VendorDepositRow, TariffVersionRow, DebtRow, VendRow],
  migrations: [...messagingMigrations, CreateVending1764000000000],
});
