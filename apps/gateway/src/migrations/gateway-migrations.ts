import type { MigrationClass } from '@openprepay/persistence/migrate';
import { CreateUsers1764000000000 } from './1764000000000-create-users.js';

export const gatewayMigrations: readonly MigrationClass[] = [CreateUsers1764000000000];
