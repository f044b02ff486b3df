import type { MigrationClass } from '@openprepay/persistence/migrate';
import { CreateUsers1764000000000 } from './migrations/1764000000000-create-users.js';
import { CredentialAge1764000003000 } from './migrations/1764000003000-credential-age.js';

/** In the order they run. By itself, so that migrating loads nothing of the service. */
export const gatewayMigrations: readonly MigrationClass[] = [CreateUsers1764000000000, CredentialAge1764000003000];
