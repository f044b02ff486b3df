import { migrate } from '@openprepay/runtime/migrate';
import { gatewayMigrations } from './migrations.js';

await migrate({ name: 'gateway', migrations: gatewayMigrations }, process.env);
