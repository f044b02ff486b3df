import pg from 'pg';
import type { ServiceDatabase } from './databases.js';
import { ensured, type SignedIn } from './gateway.client.js';

const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;
const SALES_AT_ONCE = 4;
/** What is sold to a meter today, in whole units of the currency; each meter gets the next of these. */
const TENDERS = ['20', '10', '50', '15', '30', '25'] as const;

export interface DemoPast {
  readonly days: number;
  readonly now: Date;
  readonly currency: string;
  /** Decimals of the currency. */
  readonly decimals: number;
}

/** How many vends a day has at most in a quarter of an hour, by the hour (UTC): mornings, and evenings after work. */
const VENDS_BY_HOUR = [0, 0, 0, 0, 0, 1, 2, 3, 3, 2, 2, 2, 3, 2, 2, 2, 3, 4, 5, 5, 4, 2, 1, 0] as const;
/** Of a mean demo tender, and what that buys by the demo's tariff, about. */
const MEAN_TENDER = 20n;
const TENTHS_PER_UNIT_OF_MONEY = 55n;

/**
 * What the demonstration says was sold in the days before it began. There are no vends behind these figures, so they go where the
 * service keeps a demonstration's apart, and it says of them what they are (docs/adr/0037). Made again they are the same.
 */
export async function seedDemoSales({ migrationUrl, owner }: ServiceDatabase, utility: string, past: DemoPast): Promise<void> {
  const client = new pg.Client({ connectionString: migrationUrl });
  await client.connect();
  try {
    await client.query(`set role ${client.escapeIdentifier(owner)}`);
    const rows = demoSales(past);
    await client.query(
      `insert into demo_sales_quarter (utility, start, currency, commodity, vends, tender_minor, units_tenths)
       select $1, start, $2, 'electricity', vends, tender_minor, units_tenths
       from unnest($3::timestamptz[], $4::bigint[], $5::numeric[], $6::numeric[]) as demo(start, vends, tender_minor, units_tenths)
       on conflict do nothing`,
      [
        utility,
        past.currency,
        rows.map(({ start }) => start),
        rows.map(({ vends }) => vends),
        rows.map(({ tenderMinor }) => tenderMinor.toString()),
        rows.map(({ unitsTenths }) => unitsTenths.toString()),
      ],
    );
  } finally {
    await client.end();
  }
}

interface DemoSum {
  readonly start: Date;
  readonly vends: number;
  readonly tenderMinor: bigint;
  readonly unitsTenths: bigint;
}

/** Whole days before the one of `now`, in UTC, by quarter of an hour. */
export function demoSales({ days, now, decimals }: Pick<DemoPast, 'days' | 'now' | 'decimals'>): readonly DemoSum[] {
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  const sums: DemoSum[] = [];
  for (let start = today - days * DAY_MS; start < today; start += QUARTER_MS) {
    const at = new Date(start);
    const most = VENDS_BY_HOUR[at.getUTCHours()]!;
    const vends = most === 0 ? 0 : mixed(start / QUARTER_MS) % (most + 1);
    if (vends === 0) continue;
    const money = BigInt(vends) * MEAN_TENDER + BigInt(mixed(start / QUARTER_MS + 1) % 10);
    sums.push({ start: at, vends, tenderMinor: money * 10n ** BigInt(decimals), unitsTenths: money * TENTHS_PER_UNIT_OF_MONEY });
  }
  return sums;
}

/** A number that looks like chance and is the same each time. */
function mixed(value: number): number {
  const first = Math.imul(value ^ (value >>> 16), 0x45d9f3b);
  const second = Math.imul(first ^ (first >>> 16), 0x45d9f3b);
  return (second ^ (second >>> 16)) >>> 0;
}

export interface TodaysSales {
  readonly meters: readonly { readonly meterNumber: string }[];
  readonly currency: string;
  /** Of this data folder: the same sales again are the same keys. */
  readonly series: string;
}

/** Real sales to each meter, as the demo's vendor makes them: they are in the books, and the meters run on what was bought. */
export async function sellToday(vendor: SignedIn, { meters, currency, series }: TodaysSales): Promise<void> {
  for (let first = 0; first < meters.length; first += SALES_AT_ONCE) {
    const group = meters.slice(first, first + SALES_AT_ONCE);
    await Promise.all(
      group.map(({ meterNumber }, place) =>
        ensured(
          vendor.vending.sellVend({
            headers: { 'idempotency-key': `demo-${series}-${meterNumber}` },
            body: { meterNumber, tender: { amount: TENDERS[(first + place) % TENDERS.length]!, currency }, paymentMethod: 'cash' },
          }),
        ),
      ),
    );
  }
}
