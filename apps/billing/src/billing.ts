import { billingApi } from '@openprepay/contracts/http/billing';
import { messagingMigrations } from '@openprepay/messaging/migrations';
import { defineService } from '@openprepay/runtime/define-service';
import { loadBillingConfig } from './billing.config.js';
import { BillingModule } from './billing.module.js';
import { CreateBilling1764000000000 } from './migrations/1764000000000-create-billing.js';

/** The service as it is started, migrated and tested. */
export const billingService = defineService({
  name: 'billing',
  module: BillingModule,
  config: loadBillingConfig,
  api: billingApi,
  migrations: [...messagingMigrations, CreateBilling1764000000000],
});
