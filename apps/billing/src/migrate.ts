import { migrate } from '@openprepay/runtime/migrate';
import { billingMigrations } from './migrations.js';

await migrate({ name: 'billing', migrations: billingMigrations }, process.env);
