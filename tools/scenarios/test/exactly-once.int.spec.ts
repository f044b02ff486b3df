import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import type { SignedIn } from '@openprepay/standalone/gateway-client';
import { until } from './until.js';
import { kafkaKinds } from './kafka-kinds.js';
import { listVends } from './lists.js';
import { Platform } from './platform.js';

let platform: Platform;
let vendor: SignedIn;
let clerk: SignedIn;

const tokenOf = ({ tokens }: VendAnswer) => tokens?.[0];

const booked = ({ vendId }: VendAnswer): Promise<void> =>
  until(async () => (await clerk.billing.listJournalEntries({ query: { reference: `vend:${vendId}` } })).body.items.length === 1);

describe.each(kafkaKinds('exactly-once scenario on Apache Kafka'))(
  'one payment, one vend, one token set, one booking, on %s Kafka',
  (kafka) => {
    beforeAll(async () => {
      platform = await Platform.start({ meters: 3, kafka });
      [vendor, clerk] = await Promise.all([platform.as('vendor'), platform.as('clerk')]);
    });
    afterAll(() => platform?.stop());

    it('gives a repeated request the first outcome', async () => {
      const { meterNumber } = platform.meter(0);
      const key = randomUUID();

      const first = await platform.sell(vendor, { meterNumber, amount: '100.00', key });
      const again = await platform.sell(vendor, { meterNumber, amount: '100.00', key });

      expect(again.vendId).toBe(first.vendId);
      expect(again.tokens).toEqual(first.tokens);
      await booked(first);
    });

    it('sells once when one key is raced ten times', async () => {
      const { meterNumber } = platform.meter(1);
      const key = randomUUID();

      const outcomes = await Promise.all(Array.from({ length: 10 }, () => platform.sell(vendor, { meterNumber, amount: '100.00', key })));

      expect(new Set(outcomes.map(({ vendId }) => vendId)).size).toBe(1);
      expect(await listVends(vendor, meterNumber)).toHaveLength(1);
    });

    it('sells twenty times when twenty keys are raced on one meter, and never uses a token identifier twice', async () => {
      const { meterNumber } = platform.meter(2);

      const vends = await Promise.all(Array.from({ length: 20 }, () => platform.sell(vendor, { meterNumber, amount: '50.00' })));

      expect(new Set(vends.map(({ vendId }) => vendId)).size).toBe(20);
      expect(new Set(vends.map((vend) => tokenOf(vend)?.tid)).size).toBe(20);
      expect(new Set(vends.map((vend) => tokenOf(vend)?.token)).size).toBe(20);
      for (const vend of vends) await booked(vend);
    });

    it('refuses the same key for another sale', async () => {
      const { meterNumber } = platform.meter(0);
      const key = randomUUID();
      await platform.sell(vendor, { meterNumber, amount: '100.00', key });

      const other = platform.sell(vendor, { meterNumber, amount: '101.00', key });

      await expect(other).rejects.toMatchObject({ status: 422, code: 'vending.idempotency_key_reused' });
    });

    it('brings each token to its meter, which credits it', async () => {
      const { meterNumber } = platform.meter(0);
      const { vendId } = await platform.sell(vendor, { meterNumber, amount: '75.00' });

      await until(async () => (await vendor.vending.readVend({ params: { vendId } })).body.delivery.state === 'credited', {
        timeoutMs: 30_000,
      });
    });

    it('keeps the books balanced', async () => {
      expect((await clerk.billing.readTrialBalance()).body).toMatchObject({ balanced: true });
    });
  },
);
