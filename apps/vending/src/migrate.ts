import { migrate } from '@openprepay/runtime/migrate';
import { vendingMigrations } from './migrations.js';

await migrate({ name: 'vending', migrations: vendingMigrations }, process.env);
