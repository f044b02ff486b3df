import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AlarmRepository } from '../src/alarms/alarm.repository.js';
import { QuarantineRepository } from '../src/quarantine/quarantine.repository.js';
import { ContradictionRepository } from '../src/readings/contradiction.repository.js';
import type { Tx } from '@openprepay/persistence/tx';
import { ListedMeterRepository } from '../src/fleet/listed-meter.repository.js';
import { StormAlarmRepository } from '../src/storms/storm-alarm.repository.js';
import { openTelemetry, type OpenedTelemetry } from './opened-telemetry.js';
import { rowsRead } from '@openprepay/testing/rows-read';

const MANY = 5_000;
const METER = '07000000017';
const PAGE = 10;
const STORM = '0190f9c0-0000-7000-8000-000000000570';
const PRESENCES = ['connected', 'offline', 'never-seen'] as const;

let telemetry: OpenedTelemetry;
beforeAll(async () => {
  telemetry = await openTelemetry();
  // The oldest are of one meter, open, of a rare code: whoever asks for them must not read through the others.
  await telemetry.owner.query(
    `insert into alarm (alarm_id, utility, meter_number, meter_pan, kind, severity, raised_at, acknowledged_at)
     select gen_random_uuid(), 'acme', case when n < 4 then '${METER}' else 'm' || n end, 'pan',
       case n when 1 then 'battery-low' else (array['tamper', 'credit-low', 'offline'])[n % 3 + 1] end, case n when 2 then 2 else n % 2 * 2 + 1 end,
       now() - interval '1 day' + n * interval '1 s', case when n < 4 then null else now() end from generate_series(1, ${MANY}) n`,
  );
  await telemetry.owner.query(
    `insert into quarantine (id, utility, meter_number, topic, payload, payload_bytes, payload_digest, code, reason, received_at, last_received_at)
     select gen_random_uuid(), 'acme', case when n < 4 then '${METER}' else 'm' || n % 50 end, 't' || n, '', 0, '',
       case when n < 4 then 'telemetry.payload_too_large' else 'telemetry.payload_invalid' end, 'r', now(), now() - interval '1 day' + n * interval '1 s'
     from generate_series(1, ${MANY}) n`,
  );
  await telemetry.owner.query(
    `insert into reading_conflict select 'acme', '${METER}', '1-0:1.8.0', now() - n * interval '1 s', 1, 2, 3, now() - n * interval '1 s'
     from generate_series(1, ${MANY}) n`,
  );
  await telemetry.owner.query(
    `insert into alarm (alarm_id, utility, meter_number, meter_pan, kind, severity, raised_at, storm_id, gathered, cleared_at)
     select gen_random_uuid(), 'acme', 's' || lpad(n::text, 5, '0'), 'pan', 'offline', 3, now(), '${STORM}', true,
       case when n % 10 = 0 then null else now() end from generate_series(1, ${MANY}) n`,
  );
  await telemetry.owner.query('analyze');
});
afterAll(() => telemetry.stop());

const lists: readonly (readonly [name: string, table: string, list: (tx: Tx) => Promise<readonly unknown[]>])[] = [
  ['alarms', 'alarm', (tx) => telemetry.get(AlarmRepository).list(tx, { order: 'newest', limit: PAGE })],
  ['alarms of a meter', 'alarm', (tx) => telemetry.get(AlarmRepository).list(tx, { meterNumber: METER, order: 'newest', limit: PAGE })],
  ['open alarms', 'alarm', (tx) => telemetry.get(AlarmRepository).list(tx, { state: 'open', order: 'newest', limit: PAGE })],
  ['open alarms by severity', 'alarm', (tx) => telemetry.get(AlarmRepository).list(tx, { state: 'open', order: 'severity', limit: PAGE })],
  [
    'open alarms that no storm stands for, by severity',
    'alarm',
    (tx) => telemetry.get(AlarmRepository).list(tx, { state: 'open', outsideStorms: true, order: 'severity', limit: PAGE }),
  ],
  [
    'meters of a storm, from its middle',
    'alarm',
    (tx) => telemetry.get(StormAlarmRepository).ofMeters(tx, { stormId: STORM, away: false, after: 's02500', limit: PAGE }),
  ],
  [
    'meters of a storm that are away, from its middle',
    'alarm',
    (tx) => telemetry.get(StormAlarmRepository).ofMeters(tx, { stormId: STORM, away: true, after: 's02500', limit: PAGE }),
  ],
  ['alarms of a kind', 'alarm', (tx) => telemetry.get(AlarmRepository).list(tx, { kind: 'battery-low', order: 'newest', limit: PAGE })],
  ['alarms of a severity', 'alarm', (tx) => telemetry.get(AlarmRepository).list(tx, { severity: 2, order: 'newest', limit: PAGE })],
  [
    'meters with an open alarm of a kind',
    'alarm',
    (tx) => telemetry.get(ListedMeterRepository).list(tx, { presences: PRESENCES, alarm: 'battery-low', limit: PAGE }),
  ],
  ['what was set aside', 'quarantine', (tx) => telemetry.get(QuarantineRepository).list(tx, { limit: PAGE })],
  [
    'what was set aside of a meter',
    'quarantine',
    (tx) => telemetry.get(QuarantineRepository).list(tx, { meterNumber: METER, limit: PAGE }),
  ],
  [
    'what was set aside for one reason',
    'quarantine',
    (tx) => telemetry.get(QuarantineRepository).list(tx, { code: 'telemetry.payload_too_large', limit: PAGE }),
  ],
  [
    'contradictions of a meter',
    'reading_conflict',
    (tx) => telemetry.get(ContradictionRepository).list(tx, { meterNumber: METER, register: undefined, before: undefined, limit: PAGE }),
  ],
];

describe.each(lists)('a page of %s', (_name, table, list) => {
  it('is read from an index, and nothing else is', async () => {
    const { shown, read } = await telemetry.run(async (tx) => {
      let items: readonly unknown[] = [];
      const rows = await rowsRead(tx, table, async () => (items = await list(tx)));
      return { shown: items.length, read: rows };
    });

    expect(shown).toBeGreaterThan(0);
    expect(read).toBeLessThanOrEqual(shown);
  });
});
