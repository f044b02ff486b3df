import { demoMeter } from '@openprepay/standalone/demo-fleet';
import { type SignedIn, signIn } from '@openprepay/standalone/gateway-client';
import type { Bench } from '../bench-context.js';
import { type Figure, withMeters } from '../figure.js';
import { quantile } from '../quantile.js';
import type { BenchPlatform } from './bench-platform.js';
import { growFleet, OF_VENDING } from './bulk-meters.js';

/** The list is measured with so many meters first. */
const FEW_METERS = 1_000;
/** Meters of a page, as the dashboard asks for them, and of the pages by which a list is read to its end. */
const PAGE = 50;
const LARGE_PAGE = 500;
/** Times that each page is asked for; the first ones warm up. */
const TIMES = 40;
const WARM_UP = 10;

/** How long a page of the list of meters takes by the api, with few meters and with many: the first, one from deep within, and what is searched for. */
export async function measureMeterList(platform: BenchPlatform, { options, say }: Bench): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  let fleet = platform;
  for (const size of [FEW_METERS, options.listed].filter((size) => size >= platform.meters.length)) {
    say(`making rows of meters for the list, up to ${size}`);
    fleet = { ...fleet, meters: await growFleet(fleet, size, OF_VENDING) };
    say(`reading the list of ${size} meters`);
    const { vending } = await signIn(platform.gatewayUrl, { username: 'operator', password: platform.password });
    const measured = await measureList(vending, fleet.meters.length);
    figures.push(...measured.map((figure) => ({ ...figure, name: withMeters(figure.name, size) })));
  }
  return figures;
}

type Vending = SignedIn['vending'];

async function measureList(vending: Vending, meters: number): Promise<readonly Figure[]> {
  const { middle, listed } = await readToTheEnd(vending, meters);
  const { meterNumber, accountNumber } = demoMeter(Math.floor(meters / 2));
  const pages = {
    'first page': () => vending.listMeters({ query: { limit: PAGE } }),
    'page from the middle': () => vending.listMeters({ query: { limit: PAGE, cursor: middle } }),
    'search by number': () => vending.readMeter({ params: { meterNumber } }),
    'search by account': () => vending.listMeters({ query: { limit: PAGE, accountNumber } }),
  };
  const figures: Figure[] = [];
  for (const [name, ask] of Object.entries(pages))
    figures.push({ name: `dashboard: meters, ${name}, p50`, value: await medianMs(ask), unit: 'ms' });
  return [...figures, { name: 'dashboard: meters, lost', value: meters - listed, unit: 'meters' }];
}

async function medianMs(ask: () => Promise<unknown>): Promise<number> {
  const tookMs: number[] = [];
  for (let time = 0; time < WARM_UP + TIMES; time++) {
    const startedAt = performance.now();
    await ask();
    if (time >= WARM_UP) tookMs.push(performance.now() - startedAt);
  }
  return quantile(tookMs, 0.5);
}

/** Every meter is on one page, and on no other. @returns the cursor in the middle, and how many different meters there were */
async function readToTheEnd(vending: Vending, meters: number): Promise<{ readonly middle: string | undefined; readonly listed: number }> {
  const seen = new Set<string>();
  let cursor: string | undefined;
  let middle: string | undefined;
  do {
    const { items, nextCursor } = (await vending.listMeters({ query: { limit: LARGE_PAGE, cursor } })).body;
    for (const { meterNumber } of items) seen.add(meterNumber);
    cursor = nextCursor;
    if (middle === undefined && seen.size >= meters / 2) middle = cursor;
  } while (cursor !== undefined);
  return { middle, listed: seen.size };
}
