import { randomUUID } from 'node:crypto';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { rowsRead } from '@openprepay/testing/rows-read';
import { limits } from '../telemetry-limits.js';
import { type OldRows, oldRows, OldRowsRepository } from './old-rows.repository.js';
import { PurgeOldRows } from './purge-old-rows.js';

const YEAR_MS = 365 * 86_400_000;
const METER = '07000000017';

let telemetry: OpenedTelemetry;
beforeAll(async () => {
  telemetry = await openTelemetry({
    DELIVERIES_RETENTION_DAYS: '100',
    ALARMS_RETENTION_DAYS: '50',
    COMMANDS_RETENTION_DAYS: '40',
    QUARANTINE_RETENTION_DAYS: '30',
    RAW_RETENTION_DAYS: '100',
  });
});
afterAll(() => telemetry.stop());

const TABLES: Readonly<Record<OldRows, string>> = {
  deliveries: 'token_delivery',
  alarms: 'alarm',
  commands: 'meter_command',
  quarantine: 'quarantine',
  contradictions: 'reading_conflict',
};
/** Rows that ended so many days ago, by the database's clock. */
const INSERTS: Readonly<Record<OldRows, string>> = {
  deliveries: `insert into token_delivery
      (delivery_id, utility, vend_id, meter_number, meter_pan, tokens, state, created_at, expires_at, next_attempt_at, settled_at)
    select gen_random_uuid(), 'acme', gen_random_uuid(), '${METER}', 'pan', '{1}', 'accepted', now(), now(), now(), now() - $1 * interval '1 day'
    from generate_series(1, $2)`,
  alarms: `insert into alarm (alarm_id, utility, meter_number, meter_pan, kind, raised_at, acknowledged_at)
    select gen_random_uuid(), 'acme', '${METER}', 'pan', 'tamper', now(), now() - $1 * interval '1 day' from generate_series(1, $2)`,
  commands: `insert into meter_command (command_id, utility, meter_number, kind, params, requested_by, requested_at, expires_at, give_up_at)
    select gen_random_uuid(), 'acme', '${METER}', 'read-now', '{}', 'eve', now() - $1 * interval '1 day', now(), now() from generate_series(1, $2)`,
  quarantine: `insert into quarantine (id, utility, topic, payload, payload_bytes, payload_digest, code, reason, received_at, last_received_at)
    select gen_random_uuid(), 'acme', 'topic ' || $1::text || ' ' || n, '', 0, '', 'telemetry.payload_invalid', 'r', now(), now() - $1::int * interval '1 day'
    from generate_series(1, $2) n`,
  contradictions: `insert into reading_conflict
    select 'acme', '${METER}', '1-0:1.8.0', now() - $1 * interval '1 day' - n * interval '1 second', 1, 2, 3, now() from generate_series(1, $2) n`,
};
const KEPT_DAYS: Readonly<Record<OldRows, number>> = { deliveries: 100, alarms: 50, commands: 40, quarantine: 30, contradictions: 162 };

const ended = (rows: OldRows, daysAgo: number, count: number) => telemetry.owner.query(INSERTS[rows], [daysAgo, count]);
const left = async (rows: OldRows): Promise<number> =>
  (await telemetry.owner.query<{ count: number }>(`select count(*)::int as count from ${TABLES[rows]}`)).rows[0]!.count;
const purgeAll = async (): Promise<void> => {
  while ((await telemetry.get(PurgeOldRows).execute()) > 0);
};

describe.each(oldRows)('%s', (rows) => {
  it('go after their time, however many there are, and no others', async () => {
    await ended(rows, KEPT_DAYS[rows] + 32, 2 * limits.retention.purgeRows + 1);
    await ended(rows, KEPT_DAYS[rows] - 1, 3);

    await purgeAll();

    expect(await left(rows)).toBe(3);
  });

  it('are found by their age: what is kept is not read', async () => {
    await ended(rows, KEPT_DAYS[rows] - 2, 3_000);
    await ended(rows, KEPT_DAYS[rows] + 32, 5);
    await telemetry.owner.query(`analyze ${TABLES[rows]}`);
    const age = `${KEPT_DAYS[rows]} days`;

    const read = await telemetry.run(
      (tx) => rowsRead(tx, TABLES[rows], () => telemetry.get(OldRowsRepository).purge(tx, rows, { age, limit: 5_000 })),
      ALL_UTILITIES,
    );

    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(30);
  });

  it('are shared by instances that purge at the same time', async () => {
    await purgeAll();
    const kept = await left(rows);
    await ended(rows, KEPT_DAYS[rows] + 32, 2 * limits.retention.purgeRows);

    const gone = await Promise.all([telemetry.get(PurgeOldRows).execute(), telemetry.get(PurgeOldRows).execute()]);

    expect(gone[0] + gone[1]).toBe(2 * limits.retention.purgeRows);
    expect(await left(rows)).toBe(kept);
  });
});

it('a process whose clock is years ahead forgets nothing, and what has not ended is kept for ever', async () => {
  const leftOfAll = async (): Promise<number[]> => {
    const counts: number[] = [];
    for (const rows of oldRows) counts.push(await left(rows));
    return counts;
  };
  const kept = await leftOfAll();
  await telemetry.owner.query(
    `insert into token_delivery (delivery_id, utility, vend_id, meter_number, meter_pan, tokens, state, created_at, expires_at, next_attempt_at)
     values ($1, 'acme', $1, '${METER}', 'pan', '{1}', 'pending', now() - interval '9 years', now(), now())`,
    [randomUUID()],
  );
  telemetry.clock.advance(9 * YEAR_MS);

  await purgeAll();

  expect(await leftOfAll()).toEqual(kept.map((count, place) => (oldRows[place] === 'deliveries' ? count + 1 : count)));
});
