import { messagingMigrations } from '@openprepay/messaging/migrations';
import type { MigrationClass } from '@openprepay/persistence/migrate';
import { CreateBilling1764000000000 } from './1764000000000-create-billing.js';

/** In the order in which they run. */
export const billingMigrations: readonly MigrationClass[] = [...messagingMigrations, CreateBilling1764000000000];
