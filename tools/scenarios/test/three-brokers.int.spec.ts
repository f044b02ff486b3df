import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ApacheKafka, startApacheKafka } from '@openprepay/apache-kafka/apache-kafka';
import type { SignedIn } from '@openprepay/standalone/gateway-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BusyShop } from './busy-shop.js';
import { bookingsOf } from './crash-check.js';
import { kafkaKinds } from './kafka-kinds.js';
import { listVends } from './lists.js';
import { CURRENCY, Platform } from './platform.js';

const METERS = 3;
/** Two brokers that start again on a busy machine take their time, and what is read from them with it. */
const BOOKED_WITHIN_MS = 300_000;

const runnable = kafkaKinds('three Apache Kafka brokers, of which one and two die').includes('apache');

describe.skipIf(!runnable)('on three brokers, two of which have to have what is acknowledged', () => {
  let folder: string;
  let kafka: ApacheKafka;
  let platform: Platform;
  let vendor: SignedIn;
  let clerk: SignedIn;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'openprepay-brokers-'));
    kafka = await startApacheKafka({ dataDir: folder, brokers: 3 });
    platform = await Platform.start({ meters: METERS, simulate: false, env: { KAFKA_BROKERS: kafka.brokers.join(',') } });
    [vendor, clerk] = await Promise.all([platform.as('vendor'), platform.as('clerk')]);
  }, 300_000);
  afterAll(async () => {
    await platform?.stop();
    await kafka?.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const meterNumbers = Array.from({ length: METERS }, (_, index) => index).map((index) => () => platform.meter(index).meterNumber);
  const eachOnce = (bookings: ReadonlyMap<string, number>): boolean => [...bookings.values()].every((times) => times === 1);

  it.each([0, 1, 2])(
    'goes on selling without broker %i, and books each sale once',
    async (broker) => {
      const shop = new BusyShop(
        platform,
        vendor,
        meterNumbers.map((meterNumber) => meterNumber()),
      );
      await shop.untilSold(5);

      kafka.kill(broker);
      await shop.untilSold(20);
      await kafka.restart(broker);
      await shop.untilSold(5);
      await shop.close();

      expect(eachOnce(await bookingsOf(clerk, shop.vends, BOOKED_WITHIN_MS))).toBe(true);
    },
    600_000,
  );

  it('sells nothing without two brokers: sales are kept, and each comes to its token and its booking once two are there again', async () => {
    kafka.kill(0);
    kafka.kill(1);
    const sales = meterNumbers.map((meterNumber) => ({ meterNumber: meterNumber(), amount: '10.00', key: randomUUID() }));
    const answers = await Promise.all(
      sales.map(({ meterNumber, amount, key }) =>
        vendor.vending.sellVend({
          headers: { 'idempotency-key': key },
          body: { meterNumber, tender: { amount, currency: CURRENCY }, paymentMethod: 'cash' },
        }),
      ),
    );
    expect(answers.map(({ status, body }) => [status, body.state])).toEqual(sales.map(() => [202, 'awaiting-token']));

    await Promise.all([kafka.restart(0), kafka.restart(1)]);
    const vends = await Promise.all(sales.map((sale) => platform.sell(vendor, sale)));

    expect(vends.map(({ vendId }) => vendId)).toEqual(answers.map(({ body }) => body.vendId));
    expect(eachOnce(await bookingsOf(clerk, await listVends(clerk), BOOKED_WITHIN_MS))).toBe(true);
    expect((await clerk.billing.readTrialBalance()).body).toMatchObject({ balanced: true });
  }, 600_000);
});
