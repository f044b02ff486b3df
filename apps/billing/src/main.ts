import { bootstrap } from '@openprepay/runtime/bootstrap';
import { billingErrorStatus } from './billing-error-status.js';
import { loadBillingConfig } from './billing.config.js';
import { BillingModule } from './billing.module.js';

await bootstrap({ name: 'billing', module: BillingModule, config: loadBillingConfig(process.env), status: billingErrorStatus });
