import { eventually } from '@openprepay/testing/eventually';
import { startKafka } from '@openprepay/testing/kafka';
import { startPostgres } from '@openprepay/testing/postgres';
import { expect, it } from 'vitest';
import { consume, consumeBatch } from '../src/consume.js';
import { database, newShop, sales, startService } from './service.js';
it('bench', async () => {
  const [postgres, kafka] = await Promise.all([startPostgres(), startKafka()]);
  const { url } = await database(postgres);
  const shop = newShop();
  const service = await startService({ url, brokers: kafka.brokers, shop }, { limits: { fetchWaitMs: 500 } });
  const seen = new Map<number, number>();
  let count = 0;
  await service.messaging.start([
    consume(shop.Sold, { group: shop.group }, async ({ data }) => void seen.set(data.serial, performance.now())),
    consumeBatch(shop.Sold, { group: shop.group + '2' }, async (events) => void (count += events.length)),
  ]);
  await service.sell('north', sales('warm', 100_000, 100_000));
  await eventually(() => expect(seen.size).toBe(1));
  const lat: number[] = [];
  const commit: number[] = [];
  for (let i = 1; i <= 200; i++) {
    const t0 = performance.now();
    await service.sell('north', sales('m' + i, i, i));
    const t = performance.now();
    commit.push(t - t0);
    await eventually(() => expect(seen.has(i)).toBe(true), { everyMs: 1 });
    lat.push(seen.get(i)! - t);
  }
  lat.sort((a, b) => a - b);
  commit.sort((a, b) => a - b);
  console.log('commit->handled p50', lat[100], 'p99', lat[197], 'tx p50', commit[100]);
  const N = 20_000;
  let t = performance.now();
  count = 0;
  for (let i = 0; i < N; i += 500)
    await service.unitOfWork.run('north', (tx) =>
      service.messaging.outbox.appendAll(
        tx,
        shop.Sold,
        Array.from({ length: 500 }, (_, k) => ({ meter: 'k' + (k % 97), serial: i + k, amountMinor: 1n })),
      ),
    );
  console.log('append/s', N / ((performance.now() - t) / 1000));
  await eventually(() => expect(count).toBe(N), { timeoutMs: 60_000 });
  console.log('end-to-end/s (two groups)', N / ((performance.now() - t) / 1000));
  const relayH = await (service.registry.getSingleMetric('openprepay_outbox_relay_seconds') as any).get();
  console.log(
    relayH.values
      .filter((v: any) => v.labels.le)
      .map((v: any) => v.labels.le + ':' + v.value)
      .join(' '),
  );
  await service.stop();
  await kafka.stop();
  await postgres.stop();
});
