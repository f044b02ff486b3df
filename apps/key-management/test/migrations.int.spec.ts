import { messagingMigrations } from '@openprepay/messaging/migrations';
import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyManagementService } from '../src/key-management.js';

const { migrations } = keyManagementService;
/** Up to and with the one of this name. */
const upTo = (name: string) => migrations.slice(0, migrations.findIndex((migration) => migration.name === name) + 1);

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startPostgres()));
afterAll(() => postgres.stop());

/** The whole schema as text. */
const describeSchema = async (dataSource: DataSource): Promise<unknown> =>
  dataSource.query(`
    select table_name, column_name, data_type, is_nullable from information_schema.columns where table_schema = 'public'
    union all select event_object_table, trigger_name, event_manipulation, action_timing from information_schema.triggers
    union all select tablename, policyname, qual, with_check from pg_policies
    union all select table_name, grantee, privilege_type, null from information_schema.role_table_grants where table_schema = 'public'
    order by 1, 2, 3, 4`);

describe('the migrations', () => {
  it('go down to nothing and up to the same again', async () => {
    const { ownerUrl } = await postgres.createServiceDatabase('key_management', migrations);
    const dataSource = new DataSource({
      type: 'postgres',
      url: ownerUrl,
      migrations: [...migrations],
      migrationsTableName: 'openprepay_migrations',
      installExtensions: false,
    });
    await dataSource.initialize();
    const before = await describeSchema(dataSource);
    for (const { name } of migrations.slice(messagingMigrations.length).toReversed()) {
      await expect(dataSource.undoLastMigration(), name).resolves.toBeUndefined();
    }
    const [{ count }] = await dataSource.query<[{ count: string }]>(
      `select count(*) from pg_tables where tablename in ('vending_key', 'issued_token', 'audit_entry')`,
    );
    expect(count).toBe('0');

    await dataSource.runMigrations({ transaction: 'each' });

    expect(await describeSchema(dataSource)).toEqual(before);
    await dataSource.destroy();
  });

  it('leave keys that were sealed before the audit log as they are, its chain empty', async () => {
    const { ownerUrl, appRole } = await postgres.createServiceDatabase('key_management', upTo('CreateIssuedTokens1764000001000'));
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query(`insert into supply_group values ('alpha', '600100', 'Town', now())`);
    await owner.query(`
      insert into vending_key (id, utility, supply_group_code, key_type, key_revision, key_expiry, base_date, decoder_key_algorithm, state,
        components_expected, kcv, master_key_id, wrapped_key, created_at, activated_at, changed_at)
      values (gen_random_uuid(), 'alpha', '600100', 2, 1, 255, 2014, 'DKGA04', 'active', 0, 'A1B2C3', 'master', '\\x0102', now(), now(), now())`);
    const keys = async () => (await owner.query(`select * from vending_key`)).rows;
    const before = await keys();

    const withAudit = upTo('CreateAuditLog1764000002000');
    expect(await runMigrations({ ownerUrl, appRole, migrations: withAudit })).toEqual(['CreateAuditLog1764000002000']);

    expect(await keys()).toEqual(before);
    expect((await owner.query(`select * from audit_head`)).rows).toEqual([]);
    expect(await runMigrations({ ownerUrl, appRole, migrations: withAudit })).toEqual([]);
    await owner.end();
  });

  it('give each utility a meter’s identifiers to count by itself, after the highest that the meter has had', async () => {
    const { ownerUrl, appRole } = await postgres.createServiceDatabase('key_management', upTo('TwoCustodians1764000003000'));
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    for (const utility of ['alpha', 'beta']) {
      await owner.query(`insert into supply_group values ($1, '600100', 'Town', now())`, [utility]);
      await owner.query(
        `with key as (
           insert into vending_key (id, utility, supply_group_code, key_type, key_revision, key_expiry, base_date, decoder_key_algorithm,
             state, components_expected, kcv, master_key_id, wrapped_key, created_at, activated_at, changed_at)
           values (gen_random_uuid(), $1, '600100', 2, 1, 255, 2014, 'DKGA04', 'active', 0, 'A1B2C3', 'master', '\\x0102', now(), now(), now())
           returning id),
         answer as (
           insert into token_answer (utility, request_id, digest, meter_number, meter_pan, supply_group_code, key_type, key_revision,
             tariff_index, encryption_algorithm, decoder_key_algorithm, base_date, vending_key_id, sample_tables, answered_at)
           select $1, gen_random_uuid(), '\\x01', 'm', 'shared', '600100', 2, 1, '01', 'EA11', 'DKGA04', 2014, id, false, now() from key
           returning request_id, vending_key_id)
         insert into issued_token (utility, request_id, position, token, kind, commodity, token_identifier, amount_tenths, meter_pan,
           base_date, vending_key_id, issued_at)
         select $1, request_id, 0, '12345678901234567890', 'credit', 'electricity', $2, 1, 'shared', 2014, vending_key_id, now() from answer`,
        [utility, utility === 'alpha' ? 5_000_000 : 5_000_007],
      );
    }
    await owner.query(`insert into token_identifier_counter values ('shared', 2014, 5000007), ('never sold to', 2014, null)`);

    await runMigrations({ ownerUrl, appRole, migrations });

    const { rows } = await owner.query(`select * from token_identifier_counter order by utility`);
    expect(rows).toMatchObject(
      ['alpha', 'beta'].map((utility) => ({ utility, meter_pan: 'shared', last_issued: 5_000_007, hour_tokens: 0 })),
    );
    expect((await owner.query(`select token_identifier from issued_token`)).rows).toHaveLength(2);
    await owner.end();
  });
});
