import type { MigrationClass } from '@openprepay/persistence/migrate';
import { CreateMessaging1700000000000 } from './migrations/1700000000000-create-messaging.js';
import { ParkByIdentity1700000001001 } from './migrations/1700000001001-park-by-identity.js';
import { CreateConsumerPlace1700000001002 } from './migrations/1700000001002-create-consumer-place.js';
import { DecideByTwo1700000001003 } from './migrations/1700000001003-decide-by-two.js';
import { KeepSentEvents1700000002001 } from './migrations/1700000002001-keep-sent-events.js';
import { LeastRights1700000003001 } from './migrations/1700000003001-least-rights.js';
import { DropDaysByTheirOwnNames1700000004001 } from './migrations/1700000004001-drop-days-by-their-own-names.js';

/** The tables of outbox, inbox and parking. Every service lists them first. */
export const messagingMigrations: readonly MigrationClass[] = [
  CreateMessaging1700000000000,
  ParkByIdentity1700000001001,
  CreateConsumerPlace1700000001002,
  DecideByTwo1700000001003,
  KeepSentEvents1700000002001,
  LeastRights1700000003001,
  DropDaysByTheirOwnNames1700000004001,
];
