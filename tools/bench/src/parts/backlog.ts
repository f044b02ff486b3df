import { signIn } from '@openprepay/standalone/gateway-client';
import type pg from 'pg';
import type { Bench } from '../bench-context.js';
import type { Figure } from '../figure.js';
import { askForTokens, type Asking } from './ask-for-tokens.js';
import { type BenchPlatform, count, CURRENCY } from './bench-platform.js';
import { growFleet } from './bulk-meters.js';
import { CUSTOMER_EVERY_MS, LIVE_TILLS, type Sales, sellFor } from './selling.js';
import { settled } from './settled.js';
import type { Till } from './till.js';
import { latencies } from './vends.js';

/** A transaction locks the key of each sale that it makes, and the server has room for some thousands of locks. */
const MADE_AT_ONCE = 2_000;
/** Sales of one meter that wait: more would be more than a vault makes for one in an hour. */
const WAITING_OF_A_METER = 20;
const LOOK_EVERY_SECONDS = 5;
/** Nobody has waited at a till for so long. */
const AWAY_MS = 300_000;
/** What stands still for so long is not going to come. */
const PATIENCE_MS = 120_000;

const metersOf = (sales: number): number => Math.ceil(sales / WAITING_OF_A_METER);

/**
 * Sales that are paid wait for their token on the bus, for the vault is away; when it is back they are drained while tills go on selling.
 * Every one of them must be settled and booked.
 */
export async function measureBacklog(platform: BenchPlatform, tills: readonly Till[], { options, say }: Bench): Promise<readonly Figure[]> {
  const served = platform.meters.length;
  await growFleet(platform, served + metersOf(options.backlog));
  const waiting = (): Promise<number> => count(platform, 'vending', `select count(*) from vend where state = 'awaiting-token'`);
  const unsent = (): Promise<number> => count(platform, 'vending', 'select count(*) from outbox');
  const booked = (): Promise<number> => count(platform, 'billing', `select count(*) from journal_entry where reference like 'vend:%'`);
  const vendId = await sellOne(platform);
  await settled(async () => -(await waiting()), 0);
  const { count: before } = await settled(booked, await count(platform, 'vending', `select count(*) from vend where state = 'completed'`));

  say(`the vault is away, and ${options.backlog} paid sales wait for their token`);
  const { signingKeyFile } = platform;
  await withoutVault(platform, async () => {
    await platform.inDatabase('vending', (client) =>
      addWaiting(client, { vendId, served: platform.meters, size: options.backlog, signingKeyFile }),
    );
    await settled(async () => -(await unsent()), 0);
  });
  const startedAt = performance.now();
  const { live, drainedAt, left } = await sellUntilDrained(platform, tills.slice(0, LIVE_TILLS), waiting);
  const sold = live.reduce((sum, sales) => sum + sales.sold, 0);
  const { count: after } = await settled(booked, before + options.backlog + sold - left);
  const late = live.reduce((sum, { lateMs }) => sum + lateMs.length, 0);
  const answeredMs = live.flatMap((sales) => [...sales.answeredMs, ...sales.lateMs]);
  const seconds = (drainedAt - startedAt) / 1_000;
  return [
    { name: 'backlog: drained', value: (options.backlog - left) / seconds, unit: 'vends/s' },
    { name: 'backlog: minutes', value: seconds / 60, unit: 'min' },
    ...latencies('backlog: latency', answeredMs, ' of live sales'),
    { name: 'backlog: live sales answered without their token', value: late, unit: 'vends' },
    { name: 'backlog: live sales', value: sold / seconds, unit: 'vends/s' },
    { name: 'backlog: refused', value: live.reduce((sum, { refused }) => sum + refused, 0), unit: 'vends' },
    { name: 'backlog: not settled', value: left, unit: 'vends' },
    { name: 'backlog: not booked once', value: Math.abs(before + options.backlog + sold - left - after), unit: 'vends' },
  ];
}

/** The vault stands still meanwhile: nobody can reach it. */
async function withoutVault(platform: Pick<BenchPlatform, 'processes'>, work: () => Promise<void>): Promise<void> {
  const vault = (await platform.processes()).find(({ name }) => name === 'key-management');
  if (!vault) throw new Error('there is no vault');
  process.kill(vault.pid, 'SIGSTOP');
  try {
    await work();
  } finally {
    process.kill(vault.pid, 'SIGCONT');
  }
}

interface Drained {
  readonly live: readonly Sales[];
  /** `performance.now()` when none of them waited any more, or they had stood still. */
  readonly drainedAt: number;
  readonly left: number;
}

async function sellUntilDrained(
  platform: Pick<BenchPlatform, 'meters'>,
  tills: readonly Till[],
  waiting: () => Promise<number>,
): Promise<Drained> {
  const live: Sales[] = [];
  let least = Infinity;
  let movedAt = performance.now();
  for (;;) {
    live.push(await sellFor(platform, tills, { seconds: LOOK_EVERY_SECONDS, customerEveryMs: CUSTOMER_EVERY_MS }));
    const left = await waiting();
    if (left < least) movedAt = performance.now();
    least = Math.min(least, left);
    if (left === 0 || performance.now() - movedAt > PATIENCE_MS) return { live, drainedAt: performance.now(), left };
  }
}

/** The sale that the others are copies of: the utility's own, so that it takes nothing off a float. */
async function sellOne({ gatewayUrl, password, meters }: BenchPlatform): Promise<string> {
  const { vending } = await signIn(gatewayUrl, { username: 'clerk', password });
  const { body } = await vending.sellVend({
    headers: { 'idempotency-key': `bench-backlog-${Date.now()}` },
    body: { meterNumber: meters[0]!, tender: { amount: '5', currency: CURRENCY }, paymentMethod: 'cash' },
  });
  return body.vendId;
}

interface Waiting {
  /** The sale that is copied. */
  readonly vendId: string;
  /** Meters of which no sale waits: those that buy meanwhile. */
  readonly served: readonly string[];
  readonly size: number;
  readonly signingKeyFile: string;
}

const UUID_V7 = `(lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0') || '7'
  || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid`;

/**
 * Copies of a sale that is settled, with the state of one that waits and meters and ids of their own, and of the event by which its
 * token was asked for. The events appear together: the relay sees all of them or none.
 */
async function addWaiting(client: pg.Client, { vendId, served, size, signingKeyFile }: Waiting): Promise<void> {
  const askedAt = new Date(Date.now() - AWAY_MS);
  await client.query(
    `create temporary table waiting as
     select n as nth, ${UUID_V7} as vend_id, m.meter_number, m.meter_pan, m.account_number, m.supply_id, n::text || ' of a backlog' as idempotency_key,
       'awaiting-token' as state, null as receipt_number, null as tokens,
       null as sample_tables, null as settled_at, 'none' as delivery_state, null as delivery_at, null as credit_remaining
     from (select *, row_number() over () - 1 as place from meter where meter_number <> all($2)) m
     join generate_series(1, $1::int) n on n % $3::bigint = m.place`,
    [size, served, metersOf(size)],
  );
  for (let made = 0; made < size; made += MADE_AT_ONCE) {
    await client.query(
      `insert into vend select made.* from (select v from vend v where v.vend_id = $1) template, waiting,
         lateral jsonb_populate_record(template.v,
           to_jsonb(waiting) || jsonb_build_object('accepted_at', $4::timestamptz, 'token_requested_at', $4::timestamptz)) made
       where waiting.nth > $2 and waiting.nth <= $2 + $3`,
      [vendId, made, MADE_AT_ONCE, askedAt],
    );
  }
  const { rows: sales } = await client.query<Asking>('select vend_id, meter_pan, meter_number from waiting');
  await client.query('begin');
  await askForTokens(client, { vendId, sales, askedAt, signingKeyFile });
  await client.query('commit');
}
