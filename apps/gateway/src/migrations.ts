import { messagingMigrations } from '@openprepay/messaging/migrations';
import type { MigrationClass } from '@openprepay/persistence/migrate';
import { CreateUsers1764000000000 } from './migrations/1764000000000-create-users.js';
import { CredentialAge1764000003000 } from './migrations/1764000003000-credential-age.js';
import { Custodians1764000003100 } from './migrations/1764000003100-custodians.js';
import { OwnHands1764000003200 } from './migrations/1764000003200-own-hands.js';
import { NamesByUtility1764000008000 } from './migrations/1764000008000-names-by-utility.js';
import { WebSessions1764000008010 } from './migrations/1764000008010-web-sessions.js';
import { LeastRights1764000009100 } from './migrations/1764000009100-least-rights.js';
import { MarkSandboxes1764000040010 } from './migrations/1764000040010-mark-sandboxes.js';

/** In the order they run. By itself, so that migrating loads nothing of the service. */
export const gatewayMigrations: readonly MigrationClass[] = [
  ...messagingMigrations,
  CreateUsers1764000000000,
  CredentialAge1764000003000,
  Custodians1764000003100,
  OwnHands1764000003200,
  NamesByUtility1764000008000,
  WebSessions1764000008010,
  LeastRights1764000009100,
  MarkSandboxes1764000040010,
];
