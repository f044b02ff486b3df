import { messagingMigrations } from '@openprepay/messaging/migrations';
import type { MigrationClass } from '@openprepay/persistence/migrate';
import { CreateTelemetry1764000000000 } from './migrations/1764000000000-create-telemetry.js';
import { CreateReading1764000001000 } from './migrations/1764000001000-create-reading.js';
import { AddDeliveryTrace1764000002000 } from './migrations/1764000002000-add-delivery-trace.js';
import { TrustNoMeterClock1764000003000 } from './migrations/1764000003000-trust-no-meter-clock.js';
import { ReassignMeters1764000003010 } from './migrations/1764000003010-reassign-meters.js';
import { AddMeterRevision1764000004500 } from './migrations/1764000004500-add-meter-revision.js';
import { BoundGrowth1764000008000 } from './migrations/1764000008000-bound-growth.js';
import { KeepFleetCounts1764000009400 } from './migrations/1764000009400-keep-fleet-counts.js';
import { RankAlarms1764000009401 } from './migrations/1764000009401-rank-alarms.js';
import { LeastRights1764000009500 } from './migrations/1764000009500-least-rights.js';
import { DeliverOrders1764000009702 } from './migrations/1764000009702-deliver-orders.js';
import { DeliverKeyChanges1764000020002 } from './migrations/1764000020002-deliver-key-changes.js';
import { KeepNetworkNodes1764000050011 } from './migrations/1764000050011-keep-network-nodes.js';
import { AddDeviceProfiles1764000060000 } from './migrations/1764000060000-add-device-profiles.js';
import { SettleQuarantine1764000060010 } from './migrations/1764000060010-settle-quarantine.js';
import { FollowCommands1764000060020 } from './migrations/1764000060020-follow-commands.js';
import { RollReadingsUp1764000070000 } from './migrations/1764000070000-roll-readings-up.js';
import { DoubtReadings1764000070001 } from './migrations/1764000070001-doubt-readings.js';
import { CertifyMeters1764000160000 } from './migrations/1764000160000-certify-meters.js';
import { RuleAlarms1764000170000 } from './migrations/1764000170000-rule-alarms.js';
import { QuietVoltages1764000180000 } from './migrations/1764000180000-quiet-voltages.js';
import { KnowReplacedMeters1764000180010 } from './migrations/1764000180010-know-replaced-meters.js';
import { GatherStorms1764000180020 } from './migrations/1764000180020-gather-storms.js';
import { CountQuarantine1764000190000 } from './migrations/1764000190000-count-quarantine.js';
import { TellStorms1764000200000 } from './migrations/1764000200000-tell-storms.js';
import { RememberBeginnings1764000200010 } from './migrations/1764000200010-remember-beginnings.js';
import { RestMarkedHours1764000200020 } from './migrations/1764000200020-rest-marked-hours.js';
import { BeginOpenAlarms1764000200030 } from './migrations/1764000200030-begin-open-alarms.js';
import { FindDueOfOne1764000235000 } from './migrations/1764000235000-find-due-of-one.js';

/** In the order they run. By itself, so that migrating loads nothing of the service. */
export const telemetryMigrations: readonly MigrationClass[] = [
  ...messagingMigrations,
  CreateTelemetry1764000000000,
  CreateReading1764000001000,
  AddDeliveryTrace1764000002000,
  TrustNoMeterClock1764000003000,
  ReassignMeters1764000003010,
  AddMeterRevision1764000004500,
  BoundGrowth1764000008000,
  KeepFleetCounts1764000009400,
  RankAlarms1764000009401,
  LeastRights1764000009500,
  DeliverOrders1764000009702,
  DeliverKeyChanges1764000020002,
  KeepNetworkNodes1764000050011,
  AddDeviceProfiles1764000060000,
  SettleQuarantine1764000060010,
  FollowCommands1764000060020,
  RollReadingsUp1764000070000,
  DoubtReadings1764000070001,
  CertifyMeters1764000160000,
  RuleAlarms1764000170000,
  QuietVoltages1764000180000,
  KnowReplacedMeters1764000180010,
  GatherStorms1764000180020,
  CountQuarantine1764000190000,
  TellStorms1764000200000,
  RememberBeginnings1764000200010,
  RestMarkedHours1764000200020,
  BeginOpenAlarms1764000200030,
  FindDueOfOne1764000235000,
];
