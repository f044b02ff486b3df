import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres, type ServiceDatabase, type TestPostgres } from '../src/postgres.js';
import { diaryService } from './diary-service.js';

const { name, migrations } = diaryService;

let postgres: TestPostgres;
let first: ServiceDatabase;
let second: ServiceDatabase;
let byHand: ServiceDatabase;
let pid: number;

beforeAll(async () => {
  postgres = await startPostgres({ name, migrations });
  pid = postgres.pid;
  first = await postgres.createServiceDatabase(name, migrations);
  second = await postgres.createServiceDatabase(name, migrations);
  byHand = await postgres.createServiceDatabase('by-hand', migrations);
});
afterAll(() => postgres.stop());

async function ask<Row extends object>(url: string, sql: string): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

const columns = (url: string) =>
  ask(url, "select table_name, column_name, data_type from information_schema.columns where table_schema = 'public' order by 1, 2");
const rights = async (url: string, { appRole }: ServiceDatabase) =>
  ask(
    url,
    `select relname, replace(relacl::text, '${appRole.replace(/_app$/, '')}', '') as rights, relrowsecurity from pg_class
     where relnamespace = 'public'::regnamespace order by 1`,
  );

describe('a database made after one that was migrated before', () => {
  it('is what migrating makes: its columns, rights and migrations', async () => {
    expect(await columns(first.ownerUrl)).toEqual(await columns(byHand.ownerUrl));
    expect(await rights(first.ownerUrl, first)).toEqual(await rights(byHand.ownerUrl, byHand));
    const names = 'select name from openprepay_migrations order by id';
    expect(await ask(first.ownerUrl, names)).toEqual(await ask(byHand.ownerUrl, names));
    expect(await ask(first.ownerUrl, names)).not.toEqual([]);
  });

  it('goes on from where another of its name has come to', async () => {
    const begun = await postgres.createServiceDatabase('grown', migrations.slice(0, 1));
    const grown = await postgres.createServiceDatabase('grown', migrations);

    expect(await columns(grown.ownerUrl)).toEqual(await columns(first.ownerUrl));
    expect(await rights(grown.ownerUrl, grown)).toEqual(await rights(first.ownerUrl, first));
    expect(await columns(begun.ownerUrl)).not.toEqual(await columns(first.ownerUrl));
    expect(grown.appRole).toBe(begun.appRole);
  });

  it('has rows of its own', async () => {
    await ask(first.ownerUrl, 'create table page (text text)');

    expect(await ask(second.ownerUrl, "select to_regclass('page') is null as away")).toEqual([{ away: true }]);
  });

  it('is made after a template that nobody connects to', async () => {
    const shut = await ask(postgres.adminUrl, "select datname from pg_database where not datallowconn and datname <> 'template0'");

    expect(shut).toContainEqual({ datname: first.appRole.replace(/_app$/, '') });
    expect(first.appRole).toBe(second.appRole);
    expect(byHand.appRole).not.toBe(first.appRole);
  });
});

describe('the server of a spec file', () => {
  it('goes on when nobody uses it, without what was made there, for who asks for the same next', async () => {
    await postgres.stop();
    const [again, beside] = [await startPostgres({ name, migrations }), await startPostgres()];

    expect([again.pid, beside.pid]).toEqual([pid, pid]);
    expect(await ask(again.adminUrl, `select datname from pg_database where datallowconn and datname not like 'template%'`)).toEqual([
      { datname: 'postgres' },
    ]);
    await again.stop();
    await beside.stop();
  });

  it('is another for who asks for something else, and after one that was killed', async () => {
    const empty = await startPostgres();
    const killed = empty.pid;
    expect(killed).not.toBe(pid);
    await ask(empty.adminUrl, 'create database kept_by_who_was_killed');
    await empty.restart();
    await empty.stop();

    const next = await startPostgres();
    expect([killed, pid]).not.toContain(next.pid);
    expect(await ask(next.adminUrl, "select datname from pg_database where datname like 'kept%'")).toEqual([]);
    await next.stop();
  });
});
