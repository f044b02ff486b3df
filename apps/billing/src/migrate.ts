import { migrate } from '@openprepay/runtime/migrate';
import { billingService } from './billing.js';

await migrate(billingService, process.env);
