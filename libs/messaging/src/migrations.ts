import type { MigrationClass } from '@openprepay/persistence/migrate';
import { CreateMessaging1700000000000 } from './migrations/1700000000000-create-messaging.js';

/** The tables of outbox, inbox and parking. Every service lists them first. */
export const messagingMigrations: readonly MigrationClass[] = [CreateMessaging1700000000000];
