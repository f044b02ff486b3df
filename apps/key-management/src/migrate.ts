import { migrate } from '@openprepay/runtime/migrate';
import { keyManagementMigrations } from './migrations.js';

await migrate({ name: 'key-management', migrations: keyManagementMigrations }, process.env);
