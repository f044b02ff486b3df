import { bootstrap } from '@openprepay/runtime/bootstrap';
import { vendingService } from './vending.js';
import { loadVendingConfig } from './vending.config.js';

await bootstrap(vendingService(loadVendingConfig(process.env)));
