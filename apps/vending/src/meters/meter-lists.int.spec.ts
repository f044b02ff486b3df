import { sql } from '@openprepay/persistence/sql';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { staff, startVending, type Vending } from '../../test/fixture.js';
import type { Meter } from './meter.js';
import { type MeterFilter, MeterListRepository } from './meter-list.repository.js';

const MANY = 200_000;
const LIMIT = 21;
/** Rows of meters that a list may look at: of each part that it is put together of a page or what is left; who walks the table meets all. */
const MAX_READ = MANY / 20;
const UTILITY = staff().utility;
const number = (n: number): string => String(n).padStart(11, '0');

let vending: Vending;
beforeAll(async () => {
  vending = await startVending();
  for (const statement of [NODES, CATALOGUE, METERS]) await vending.owner.query(statement);
  await vending.owner.query('vacuum analyze meter');
  await vending.owner.query('analyze network_node');
});
afterAll(() => vending.stop());

/** A zone with all meters, those of its last transformer the last of all; and a zone on which nothing hangs. */
const NODES = `
  insert into network_node (utility, code, kind, parent, created_at, changed_at)
  values ('${UTILITY}', 'ZONE', 'zone', null, now(), now()), ('${UTILITY}', 'EMPTY', 'zone', null, now(), now());
  insert into network_node (utility, code, kind, parent, created_at, changed_at)
  select '${UTILITY}', 'F' || n, 'feeder', 'ZONE', now(), now() from generate_series(0, 9) n;
  insert into network_node (utility, code, kind, parent, created_at, changed_at)
  select '${UTILITY}', 'T' || n, 'transformer', 'F' || n % 10, now(), now() from generate_series(0, 499) n;
  insert into network_node (utility, code, kind, parent, created_at, changed_at)
  values ('${UTILITY}', 'LAST', 'transformer', 'F0', now(), now()), ('${UTILITY}', 'NONE', 'transformer', 'F0', now(), now())`;

const CATALOGUE = `
  insert into manufacturer (utility, code, name, changed_at) values ('${UTILITY}', '07', 'Ann', now());
  insert into meter_model (utility, model_code, manufacturer_code, name, commodity, encryption_algorithms, decoder_key_algorithms,
    key_change_tokens, certificate, created_at, created_by)
  values ('${UTILITY}', 'M-1', '07', 'M', 'electricity', '{EA07}', '{DKGA04}', 2,
    '{"number":"C","edition":1,"validUntil":"2030-01-01"}', now(), 'ann')`;

/** Whatever is rare stands at the end: who walks there by number meets all others first. */
const METERS = `
  insert into meter (utility, meter_number, meter_id, meter_pan, manufacturer_code, supply_group_code, key_type, key_revision, tariff_index,
    encryption_algorithm, decoder_key_algorithm, base_date, commodity, account_number, network_node, model_code, supply_id, created_at, changed_at)
  select '${UTILITY}', lpad(n::text, 11, '0'), gen_random_uuid(), lpad(n::text, 18, '0'), case when n = ${MANY - 5} then '99' else '07' end,
    case when n > ${MANY - 300} then '600200' else '600100' end, 2, case when n > ${MANY - 100} then 2 else 1 end, '01', 'EA07', 'DKGA04', 2014,
    'electricity', 'ACC-' || n / 3, case when n > ${MANY - 1_000} then 'LAST' else 'T' || n % 500 end,
    case when n = ${MANY - 7} then 'NOBODYS' when n % 2 = 0 then 'M-1' end, gen_random_uuid(), now(), now()
  from generate_series(1, ${MANY}) n`;

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}
const nodesOf = (plan: Plan): readonly Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** What is listed, and how PostgreSQL looks at meters for it. */
async function lookUp(filter: Omit<MeterFilter, 'limit'>): Promise<{ readonly found: readonly string[]; readonly looks: readonly Plan[] }> {
  const asked: (readonly [string, readonly unknown[]])[] = [];
  const original = pg.Client.prototype.query as (...args: readonly unknown[]) => unknown;
  pg.Client.prototype.query = function (this: pg.Client, ...args: readonly unknown[]) {
    const { text, values } = args[0] as { readonly text?: string; readonly values?: readonly unknown[] };
    if (text !== undefined && /\bfrom meter\b/.test(text)) asked.push([text, values ?? []]);
    return original.apply(this, [...args]);
  } as typeof pg.Client.prototype.query;
  let meters: readonly Meter[];
  try {
    meters = await vending.run((tx) => vending.get(MeterListRepository).list(tx, { ...filter, limit: LIMIT }));
  } finally {
    pg.Client.prototype.query = original as typeof pg.Client.prototype.query;
  }
  expect(asked).not.toEqual([]);
  const looks: Plan[] = [];
  for (const [statement, parameters] of asked) {
    const [row] = await vending.run((tx) =>
      sql<{ readonly 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>(tx, `explain (analyze, format json) ${statement}`, parameters),
    );
    looks.push(...nodesOf(row!['QUERY PLAN'][0]!.Plan).filter((node) => node['Relation Name'] === 'meter'));
  }
  return { found: meters.map(({ meterNumber }) => meterNumber), looks };
}

const rowsOf = (look: Plan): number => (look['Actual Rows'] + (look['Rows Removed by Filter'] ?? 0)) * look['Actual Loops'];
const warnedOn = { at: new Date('2026-11-10T08:00:00Z'), timeZone: 'UTC' };
const middle = number(MANY / 2);
const last = number(MANY - 10);

describe('a list of meters, of two hundred thousand', () => {
  it.each<[string, Omit<MeterFilter, 'limit'>, string]>([
    ['all', {}, 'true'],
    ['all, from the middle', { after: middle }, 'true'],
    ['all, to their end', { after: last }, 'true'],
    ['an account’s', { accountNumber: 'ACC-66000' }, `account_number = 'ACC-66000'`],
    ['an account’s of a revision that it has none of', { accountNumber: 'ACC-7', keyRevision: 2 }, 'false'],
    ['no account’s', { accountNumber: 'NOBODY' }, 'false'],
    ['an account’s that are warned of', { accountNumber: 'ACC-7', warnedOn }, 'false'],
    ['an account’s on a part of the network', { accountNumber: 'ACC-66000', networkNode: 'EMPTY' }, 'false'],
    ['a supply group’s', { supplyGroupCode: '600100' }, `supply_group_code = '600100'`],
    ['a supply group’s, from the middle', { supplyGroupCode: '600100', after: middle }, `supply_group_code = '600100'`],
    ['a small supply group’s', { supplyGroupCode: '600200' }, `supply_group_code = '600200'`],
    ['no supply group’s', { supplyGroupCode: '999999' }, 'false'],
    ['a key’s', { supplyGroupCode: '600200', keyRevision: 2 }, `supply_group_code = '600200' and key_revision = 2`],
    ['no key’s', { supplyGroupCode: '600100', keyRevision: 2 }, 'false'],
    ['a revision’s', { keyRevision: 1 }, 'key_revision = 1'],
    ['a rare revision’s', { keyRevision: 2 }, 'key_revision = 2'],
    ['a rare revision’s, to their end', { keyRevision: 2, after: last }, 'key_revision = 2'],
    ['no revision’s', { keyRevision: 9 }, 'false'],
    ['those whose number begins so', { numberPrefix: '000001999' }, `meter_number like '000001999%'`],
    ['those of a key whose number begins so', { numberPrefix: '0', keyRevision: 2 }, 'key_revision = 2'],
    ['those whose number begins as none does', { numberPrefix: '7' }, 'false'],
    ['those of a whole network', { networkNode: 'ZONE' }, 'true'],
    ['those of a whole network, to their end', { networkNode: 'ZONE', after: last }, 'true'],
    ['those of a feeder', { networkNode: 'F7' }, `network_node like 'T%7'`],
    ['those of a feeder, from the middle', { networkNode: 'F7', after: middle }, `network_node like 'T%7'`],
    ['those of a transformer', { networkNode: 'T7' }, `network_node = 'T7'`],
    ['those of the last transformer', { networkNode: 'LAST' }, `network_node = 'LAST'`],
    ['those of a transformer on which nothing hangs', { networkNode: 'NONE' }, 'false'],
    ['those of a zone that feeds nothing', { networkNode: 'EMPTY' }, 'false'],
    ['those of what there is not', { networkNode: 'NOWHERE' }, 'false'],
    ['those of a key on a transformer', { networkNode: 'LAST', keyRevision: 2 }, 'key_revision = 2'],
    ['those that are warned of', { warnedOn }, `(manufacturer_code = '99' or model_code = 'NOBODYS')`],
    ['those that are warned of, to their end', { warnedOn, after: number(MANY - 6) }, `manufacturer_code = '99'`],
    ['those of a transformer that are warned of', { warnedOn, networkNode: 'T7' }, 'false'],
  ])('finds %s by pages of an index', async (_what, filter, which) => {
    const { found, looks } = await lookUp(filter);

    const { rows } = await vending.owner.query<{ readonly found: string }>(
      `select meter_number as found from meter where ${which} and meter_number > $1 order by 1 limit ${LIMIT}`,
      [filter.after ?? ''],
    );
    expect(found).toEqual(rows.map((row) => row.found));
    expect(looks.map((look) => look['Node Type'])).not.toContain('Seq Scan');
    expect(looks.reduce((total, look) => total + rowsOf(look), 0)).toBeLessThanOrEqual(MAX_READ);
  });
});
