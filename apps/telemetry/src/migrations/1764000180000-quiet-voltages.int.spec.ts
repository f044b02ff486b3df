import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { telemetryMigrations } from '../migrations.js';
import { QuietVoltages1764000180000 } from './1764000180000-quiet-voltages.js';

const BEFORE = telemetryMigrations.slice(0, telemetryMigrations.indexOf(QuietVoltages1764000180000));

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startPostgres()));
afterAll(() => postgres.stop());

describe('QuietVoltages', () => {
  it('ends the alarms of voltages of utilities that have set no rule for them, and no others', async () => {
    const { ownerUrl, appRole } = await postgres.createServiceDatabase('telemetry', BEFORE);
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query(`insert into alarm_rule values ('asked', 'over-voltage', true, 1, 130, 0, now(), 'ann')`);
    for (const utility of ['acme', 'asked']) {
      await owner.query(
        `insert into alarm (alarm_id, utility, meter_number, meter_pan, kind, severity, raised_at, acknowledged_at)
         select gen_random_uuid(), $1, '1', 'pan', kind, 1, now(), case kind when 'under-voltage' then now() end
         from unnest(array['over-voltage', 'under-voltage', 'over-power']) kind`,
        [utility],
      );
      await owner.query(
        `insert into alarm_cause select $1, '1', kind, now() from unnest(array['over-voltage', 'under-voltage', 'over-power']) kind`,
        [utility],
      );
    }

    await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, QuietVoltages1764000180000] });

    const open = [
      { utility: 'acme', kind: 'over-power' },
      { utility: 'asked', kind: 'over-power' },
      { utility: 'asked', kind: 'over-voltage' },
    ];
    expect((await owner.query('select utility, kind from alarm where cleared_at is null order by 1, 2')).rows).toEqual(open);
    expect((await owner.query('select utility, kind from alarm_cause order by 1, 2')).rows).toEqual(open);
    expect((await owner.query('select distinct cleared_by, clear_reason from alarm where cleared_at is not null')).rows).toEqual([
      { cleared_by: null, clear_reason: 'no rule of this utility asks for it' },
    ]);
    await owner.end();
  });
});
