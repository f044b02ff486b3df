import { randomUUID } from 'node:crypto';
import { demoMeter } from '@openprepay/standalone/demo-fleet';
import { meterPan } from '@openprepay/sts';
import type pg from 'pg';
import type { BenchPlatform, ServiceDatabase } from './bench-platform.js';
import { copyRows } from './copy-rows.js';

const AT_ONCE = 100_000;

/** Where a meter, its supply and its account are known, in an order that foreign keys allow. */
type Tables = readonly (readonly [ServiceDatabase, readonly string[]])[];
const TABLES: Tables = [
  ['billing', ['account']],
  ['vending', ['account_pricing', 'meter', 'supply']],
  ['key_management', ['known_meter']],
  ['telemetry', ['meter']],
];

/** What the head-end alone has of a meter. They come in by the first meter's password. */
export const OF_THE_HEAD_END: Tables = [['telemetry', ['meter', 'mqtt_credential']]];

/** What vending alone has of a meter: they are listed, and can be quoted for. */
export const OF_VENDING: Tables = [['vending', ['account_pricing', 'meter', 'supply']]];

/** The columns in which two meters differ; a table has those of them that it needs. */
const FLEET = `create temporary table fleet
  (meter_number text, meter_pan text, account_number text, meter_id uuid, supply_id uuid) on commit drop`;

/**
 * Makes meters of the demo's fleet, each with an account, up to `total` of them, as rows and not by calls: a million in minutes.
 *
 * Every row is a copy of the one that the services themselves made for the first meter, with what that has bought by now, and with
 * numbers of its own. So they are what the services would have written, whatever columns there are. What is left out: the events (nobody is
 * told of these meters, every service has its rows here), and MQTT passwords, so they can be sold to and do not report.
 *
 * @param tables where they are made
 *
 * @returns the numbers of all meters
 */
export async function growFleet(platform: BenchPlatform, total: number, tables: Tables = TABLES): Promise<readonly string[]> {
  const { meters } = platform;
  const [template] = meters;
  if (template === undefined) throw new Error('there is no meter to copy');
  const added: string[] = [];
  for (let first = meters.length; first < total; first += AT_ONCE) {
    const fleet = Array.from({ length: Math.min(AT_ONCE, total - first) }, (_, offset) => demoMeter(first + offset));
    const rows = Buffer.from(
      fleet
        .map(({ meterNumber, accountNumber }) => [meterNumber, meterPan(meterNumber), accountNumber, randomUUID(), randomUUID()])
        .map((row) => `${row.join('\t')}\n`)
        .join(''),
    );
    for (const [database, names] of tables)
      await platform.inDatabase(database, (client) => addRows(client, { rows, tables: names, template }));
    for (const { meterNumber } of fleet) added.push(meterNumber);
  }
  if (added.length > 0) for (const [database, names] of tables) await platform.inDatabase(database, vacuum(names));
  return [...meters, ...added];
}

interface Addition {
  readonly rows: Buffer;
  readonly tables: readonly string[];
  readonly template: string;
}

async function addRows(client: pg.Client, { rows, tables, template }: Addition): Promise<void> {
  await client.query('begin');
  await client.query(FLEET);
  await copyRows(client, 'fleet', rows);
  for (const table of tables) {
    const key = table.startsWith('account') ? 'account_number' : 'meter_number';
    const of = key === 'meter_number' ? template : demoMeter(0).accountNumber;
    const columns = await storedColumns(client, table);
    await client.query(
      `insert into ${table} (${columns.join(', ')}) select ${columns.map((column) => `made.${column}`).join(', ')}
       from (select t from ${table} t where t.${key} = $1 limit 1) template,
       fleet, lateral jsonb_populate_record(template.t, to_jsonb(fleet)) made`,
      [of],
    );
  }
  await client.query('commit');
}

/** Those that are not reckoned from others. */
async function storedColumns(client: pg.Client, table: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ readonly name: string }>(
    `select quote_ident(column_name) as name from information_schema.columns
      where table_schema = current_schema() and table_name = $1 and is_generated = 'NEVER' order by ordinal_position`,
    [table],
  );
  return rows.map(({ name }) => name);
}

/** So that the server is not at it, and knows how many there are, while something is measured. */
const vacuum =
  (tables: readonly string[]) =>
  async (client: pg.Client): Promise<void> =>
    void (await client.query(`vacuum (analyze) ${tables.join(', ')}`));
