import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProvenanceAnswer } from '@openprepay/contracts/http/vending-provenance';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import type { SignedIn } from '@openprepay/standalone/gateway-client';
import { BusyShop } from './busy-shop.js';
import { bookingsOf } from './crash-check.js';
import { DatabaseCopies } from './database-copies.js';
import { listVends } from './lists.js';
import { CURRENCY, Platform } from './platform.js';
import { until } from './until.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const run = promisify(execFile);

/** So that what a restore took is missed within the test, not within the day. */
const QUICK = { RECEIPTS_STATED_MS: '2000', FLOATS_STATED_MS: '2000', RECEIPT_MISSING_AFTER_MS: '2000' };
const SELLERS = 3;
const SALES = 15;
/** What was lost is missed first, and then booked again. */
const BOOKED = { timeoutMs: 150_000 };
const DEPOSIT = { amount: '250', currency: CURRENCY, reference: 'paid in after the backup' };

let platform: Platform;
let vendor: SignedIn;
let clerk: SignedIn;
let operator: SignedIn;
let vendorId: string;
let sold: readonly VendAnswer[];
let rebuilt: Record<string, unknown>;
let stated: ProvenanceAnswer;

/** As if all so far had been issued in the last hour that the vault can state, which it does within a minute. */
const ISSUED_BEFORE = [
  'set session_replication_role = replica',
  `update token_answer set answered_at = date_trunc('hour', now() - interval '2 minutes', 'UTC') - interval '30 minutes'`,
];

/** What the document tells people to run below a heading. */
async function commandOf(heading: string): Promise<string> {
  const text = await readFile(path.join(root, 'docs/operations/restore.md'), 'utf8');
  const command = /```sh\n([\s\S]*?)```/.exec(text.slice(text.indexOf(heading)))?.[1];
  if (command === undefined) throw new Error(`there is no command below ${heading}`);
  return command;
}

const deposit = async () => (await (await platform.as('admin')).vending.depositFloat({ params: { vendorId }, body: DEPOSIT })).body;
const floatOf = async (): Promise<string> => (await operator.vending.readVendor({ params: { vendorId } })).body.floatBalance;

async function provenance(): Promise<ProvenanceAnswer> {
  const HOUR_MS = 3_600_000;
  const [from, to] = [Date.now() - 24 * HOUR_MS, Date.now() + HOUR_MS].map((at) => new Date(at).toISOString());
  return (await operator.vending.readProvenance({ query: { from: from!, to: to! } })).body;
}

beforeAll(async () => {
  platform = await Platform.start({ meters: SELLERS, env: QUICK });
  const copies = new DatabaseCopies(platform);
  [vendor, clerk, operator] = await Promise.all([platform.as('vendor'), platform.as('clerk'), platform.as('operator')]);
  const meters = Array.from({ length: SELLERS }, (_, index) => platform.meter(index).meterNumber);
  const shop = new BusyShop(platform, vendor, meters);
  await shop.untilSold(SALES);
  vendorId = shop.vends[0]!.vendorId!;
  await copies.take('vending');
  await shop.untilSold(SALES);
  await deposit();
  await shop.untilSold(SALES);
  await copies.change('key-management', ISSUED_BEFORE);
  await until(async () => (stated = await provenance()).issued > 0, { timeoutMs: 150_000, everyMs: 1_000 });

  await copies.restoreStopped('vending', async (env) => {
    const { stdout } = await run('sh', ['-c', await commandOf('### Vending: what it has told the others')], { cwd: root, env });
    rebuilt = JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, unknown>;
  });

  await shop.untilSold(SALES);
  await shop.close();
  await platform.untilHealthy();
  sold = shop.vends;
}, 480_000);
afterAll(() => platform?.stop());

describe('a platform whose database of vending is restored while it sells', () => {
  it('makes again what was sold since the backup, and finds nothing that a person must look at', () => {
    expect(rebuilt).toMatchObject({ deposits: 1, lookAt: [] });
    expect((rebuilt['vends'] as Record<string, number>)['made']).toBeGreaterThanOrEqual(SALES);
  });

  it('has every vend that a customer holds, with the receipt and the tokens that the customer holds, and no other', async () => {
    const stored = new Map((await listVends(vendor)).map((vend) => [vend.vendId, vend]));

    for (const { vendId, receiptNumber, tokens, lines, units } of sold)
      expect(stored.get(vendId)).toMatchObject({ state: 'completed', receiptNumber, tokens, lines, units });
    expect(stored.size).toBe(sold.length);
  });

  it('has given no receipt number twice and left none out', () => {
    const numbers = sold.map(({ receiptNumber }) => Number(receiptNumber)).toSorted((left, right) => left - right);

    expect(numbers).toEqual(Array.from({ length: sold.length }, (_, index) => index + 1));
  });

  it('has booked each of them once, misses no receipt, and its books balance', async () => {
    const bookings = await bookingsOf(clerk, sold);

    expect(bookings.size).toBe(sold.length);
    expect([...bookings.values()].every((times) => times === 1)).toBe(true);
    await until(async () => (await clerk.billing.readReceipts()).body.bookedThrough === sold.length, BOOKED);
    expect((await clerk.billing.readReceipts()).body).toMatchObject({ missing: [] });
    expect((await clerk.billing.readTrialBalance()).body).toMatchObject({ balanced: true });
  }, 300_000);

  it('has the deposit that was paid in since, once, and floats that are the ledger’s', async () => {
    const before = await floatOf();

    await deposit();

    expect(await floatOf()).toBe(before);
    await until(async () => (await clerk.billing.listFloatDifferences({ query: { limit: 10, state: 'open' } })).body.items.length === 0, {
      timeoutMs: 60_000,
    });
  });

  it('shows every token as credited that a meter took', async () => {
    await until(async () => (await listVends(vendor)).every(({ delivery }) => delivery.state === 'credited'), {
      timeoutMs: 120_000,
      everyMs: 500,
    });
  });

  it('hears again what the vault has stated since, and finds every token of the time explained', async () => {
    expect(stated).toMatchObject({ unexplainedCount: 0, brokenStatements: 0 });
    expect(stated.forVends).toBeGreaterThanOrEqual(2 * SALES);

    await until(async () => (await provenance()).issued === stated.issued);

    expect(await provenance()).toMatchObject({ forVends: stated.forVends, unexplainedCount: 0, missingCount: 0, brokenStatements: 0 });
  });

  it('leaves nothing aside but answers to vends that nobody holds', async () => {
    const held = new Set(sold.map(({ vendId }) => vendId));
    const { items } = (await operator.vending.listParkedMessages()).body;

    expect(items.filter(({ code }) => code !== 'vending.vend_not_found')).toEqual([]);
    expect(items.filter((message) => [...held].some((vendId) => JSON.stringify(message).includes(vendId)))).toEqual([]);
    for (const asked of ['keyManagement', 'billing', 'telemetry'] as const)
      expect((await operator[asked].listParkedMessages()).body, asked).toMatchObject({ items: [] });
  });
});
