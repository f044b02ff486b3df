import { migrate } from '@openprepay/runtime/migrate';
import { vendingService } from './vending.js';

await migrate(vendingService, process.env);
