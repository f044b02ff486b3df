import { bootstrap } from '@openprepay/runtime/bootstrap';
import { billingService } from './billing.js';

await bootstrap(billingService, process.env);
