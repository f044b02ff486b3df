import { type MeterEventKind, MeterEventReported } from '@openprepay/contracts/telemetry';
import { runMigrations } from '@openprepay/persistence/migrate';
import { meterPan } from '@openprepay/sts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callerOf, openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { stateOf } from '../alarms/alarm.js';
import { FindAlarms } from '../alarms/find-alarms.js';
import { telemetryMigrations } from '../migrations.js';
import { BeginOpenAlarms1764000200030 } from './1764000200030-begin-open-alarms.js';
import { RememberBeginnings1764000200010 } from './1764000200010-remember-beginnings.js';

const DAY_MS = 86_400_000;
const BEFORE = telemetryMigrations.slice(0, telemetryMigrations.indexOf(RememberBeginnings1764000200010));
const WITH_BEGINNINGS = telemetryMigrations.slice(0, telemetryMigrations.indexOf(BeginOpenAlarms1764000200030));

let telemetry: OpenedTelemetry;
beforeAll(async () => {
  telemetry = await openTelemetry({}, BEFORE);
});
afterAll(() => telemetry.stop());

const ago = (days: number): Date => new Date(telemetry.clock.now().getTime() - days * DAY_MS);
const migrate = (migrations: typeof telemetryMigrations) =>
  runMigrations({ ownerUrl: telemetry.database.ownerUrl, appRole: telemetry.database.appRole, migrations });
/** As it stood before. */
const open = (meterNumber: string, kind: string, days: number) =>
  telemetry.owner.query(
    `insert into alarm (alarm_id, utility, meter_number, meter_pan, kind, severity, raised_at, meter_time)
     values (gen_random_uuid(), 'acme', $1, $2, $3, 2, $4, $4)`,
    [meterNumber, meterPan(meterNumber), kind, ago(days)],
  );
async function say(meterNumber: string, kind: MeterEventKind, days: number): Promise<void> {
  const event = { meterNumber, meterPan: meterPan(meterNumber), seq: 1, ts: ago(days), receivedAt: telemetry.clock.now(), kind };
  await telemetry.deliver(MeterEventReported, [event]);
}
const states = async (meterNumber: string) => {
  const { items } = await telemetry.get(FindAlarms).execute(callerOf('operator'), { meterNumber, limit: 10 });
  return items.map((alarm) => `${alarm.kind} ${stateOf(alarm)}`).sort();
};

it('has what is open end as what began since: by the meter’s word, also where its clock has fallen back', async () => {
  const [usual, fallen, since] = await Promise.all([telemetry.meter(), telemetry.meter(), telemetry.meter()]);
  for (const meterNumber of [usual, fallen, since]) await open(meterNumber, 'cover-open', 3);
  await open(usual, 'tamper', 3);
  await migrate(WITH_BEGINNINGS);
  await telemetry.owner.query(
    `insert into alarm_beginning (utility, meter_number, kind, at, seq, received_at) values ('acme', $1, 'cover-open', $2, 7, $2)`,
    [since, ago(1)],
  );

  await migrate(telemetryMigrations);

  const begun = await telemetry.owner.query(`select kind, at, received_at from alarm_beginning where meter_number = any($1)`, [
    [usual, since],
  ]);
  expect(begun.rows).toHaveLength(2);
  expect(begun.rows).toContainEqual({ kind: 'cover-open', at: ago(3), received_at: ago(3) });
  expect(begun.rows).toContainEqual({ kind: 'cover-open', at: ago(1), received_at: ago(1) });
  await say(usual, 'cover-closed', 0);
  expect(await states(usual)).toEqual(['cover-open cleared', 'tamper open']);
  await say(fallen, 'cover-closed', 365);
  expect(await states(fallen)).toEqual(['cover-open cleared']);
});
