import { bootstrap } from '@openprepay/runtime/bootstrap';
import { vendingService } from './vending.js';

await bootstrap(vendingService, process.env);
