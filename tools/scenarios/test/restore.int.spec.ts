import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import type { SignedIn } from '@openprepay/standalone/gateway-client';
import { BusyShop } from './busy-shop.js';
import { bookingsOf } from './crash-check.js';
import { DatabaseCopies } from './database-copies.js';
import { listVends } from './lists.js';
import { Platform } from './platform.js';
import { until } from './until.js';

/** So that what a restore took is missed within the test, not within the day. */
const QUICK = { RECEIPTS_STATED_MS: '2000', FLOATS_STATED_MS: '2000', RECEIPT_MISSING_AFTER_MS: '2000' };
const SELLERS = 3;
const LOST_SALES = 15;
/** What was lost is missed first, and then booked again. */
const BOOKED = { timeoutMs: 150_000 };

let platform: Platform;
let copies: DatabaseCopies;
let vendor: SignedIn;
let clerk: SignedIn;
let operator: SignedIn;
const sold: VendAnswer[] = [];

beforeAll(async () => {
  platform = await Platform.start({ meters: SELLERS, env: QUICK });
  copies = new DatabaseCopies(platform);
  [vendor, clerk, operator] = await Promise.all([platform.as('vendor'), platform.as('clerk'), platform.as('operator')]);
});
afterAll(() => platform?.stop());

/** Sells before the backup, after it, while the backup takes its place, and with it. */
async function restoreUnderLoad(service: 'billing' | 'telemetry' | 'key-management'): Promise<void> {
  const meters = Array.from({ length: SELLERS }, (_, index) => platform.meter(index).meterNumber);
  const shop = new BusyShop(platform, vendor, meters);
  await shop.untilSold(LOST_SALES);
  await copies.take(service);
  await shop.untilSold(LOST_SALES);
  await copies.restore(service);
  await shop.untilSold(LOST_SALES);
  await shop.close();
  await platform.untilHealthy();
  sold.push(...shop.vends);
}

describe.each(['billing', 'telemetry', 'key-management'] as const)(
  'a platform whose database of %s is restored while it sells',
  (service) => {
    beforeAll(() => restoreUnderLoad(service), 240_000);

    it('has every vend that a customer holds, with the receipt and the tokens that the customer holds', async () => {
      const stored = new Map((await listVends(vendor)).map((vend) => [vend.vendId, vend]));

      for (const { vendId, receiptNumber, tokens } of sold)
        expect(stored.get(vendId)).toMatchObject({ state: 'completed', receiptNumber, tokens });
      expect(stored.size).toBe(sold.length);
    });

    it('has given no receipt number twice and left none out', () => {
      const numbers = sold.map(({ receiptNumber }) => Number(receiptNumber)).toSorted((left, right) => left - right);

      expect(numbers).toEqual(Array.from({ length: sold.length }, (_, index) => index + 1));
    });

    it('has given no meter a token identifier twice', () => {
      const identifiers = sold.flatMap(({ meterNumber, tokens = [] }) => tokens.map(({ tid }) => `${meterNumber}/${tid}`));

      expect(new Set(identifiers).size).toBe(sold.length);
    });

    it('has booked each of them once, misses no receipt, and its books balance', async () => {
      const bookings = await bookingsOf(clerk, sold);

      expect(bookings.size).toBe(sold.length);
      expect([...bookings.values()].every((times) => times === 1)).toBe(true);
      await until(async () => (await clerk.billing.readReceipts()).body.bookedThrough === sold.length, BOOKED);
      expect((await clerk.billing.readReceipts()).body).toMatchObject({ missing: [] });
      expect((await clerk.billing.readTrialBalance()).body).toMatchObject({ balanced: true });
      await until(async () => (await clerk.billing.listFloatDifferences({ query: { limit: 10, state: 'open' } })).body.items.length === 0, {
        timeoutMs: 60_000,
      });
    }, 300_000);

    it('brings every token to its meter', async () => {
      await until(async () => (await listVends(vendor)).every(({ delivery }) => delivery.state === 'credited'), {
        timeoutMs: 120_000,
        everyMs: 500,
      });
    });

    it('leaves nothing aside and misses nothing in the logs', async () => {
      for (const asked of ['vending', 'keyManagement', 'billing', 'telemetry'] as const) {
        expect((await operator[asked].listParkedMessages()).body, asked).toMatchObject({ items: [] });
        expect((await operator[asked].listLostRanges()).body, asked).toMatchObject({ items: [] });
      }
    });
  },
);
