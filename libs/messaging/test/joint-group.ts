import { openSession, type Session } from '@openprepay/persistence/session';
import { sql } from '@openprepay/persistence/sql';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { TestPostgres } from '@openprepay/testing/postgres';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { BatchCollector } from '../src/consuming/batch-collector.js';
import { consume, type ConsumerDefinition } from '../src/consuming/consume.js';
import { Pipeline } from '../src/consuming/pipeline.js';
import { placesOf } from '../src/consuming/places.js';
import { Position } from '../src/consuming/position.js';
import type { RawMessage } from '../src/kafka/raw-message.js';
import { defaultLimits, type MessagingLimits } from '../src/limits.js';
import { messagingMetrics } from '../src/metrics.js';
import {
  database,
  message,
  newShop,
  record,
  type Sale,
  type Shop,
  shopPostgres,
  startService,
  testLimits,
  type TestService,
} from './service.js';

/** A transaction that a handler was called in, and of what. */
interface Call {
  readonly transaction: string;
  readonly meter: string;
  readonly serial: number;
}

export type Handler = (sale: Sale, pid: number) => void | Promise<void>;

/** A group over a real database and without Kafka, new for each test: batches are handed over by the test. */
export function jointGroup() {
  let postgres: TestPostgres;
  let owner: Session;
  let service: TestService;
  let shop: Shop;
  let calls: Call[];

  beforeAll(async () => {
    postgres = await shopPostgres();
  });

  beforeEach(async () => {
    shop = newShop();
    calls = [];
    const { url } = await database(postgres);
    owner = await openSession({ url: postgres.adminUrl, applicationName: 'test' });
    service = await startService({ url, brokers: ['127.0.0.1:1'], shop });
  });

  afterEach(async () => {
    await owner.close();
    await service.dataSource.destroy();
  });

  afterAll(() => postgres.stop());

  /** Notes each call and does `first`, then leaves its effect. */
  const booking = (first: Handler = () => undefined, transactions = 1): ConsumerDefinition =>
    consume(shop.Sold, { group: shop.group, transactions }, async ({ data }, tx) => {
      const [now] = await sql<{ transaction: string; pid: number }>(
        tx,
        'select pg_current_xact_id()::text as transaction, pg_backend_pid() as pid',
      );
      calls.push({ transaction: now!.transaction, meter: data.meter, serial: data.serial });
      await first(data, now!.pid);
      await record(tx, data);
    });

  /** What a member of the group has. */
  function member(definition: ConsumerDefinition, changes: Partial<MessagingLimits> = {}): BatchCollector {
    const limits = { ...defaultLimits, ...testLimits, ...changes };
    const reading = { definitions: new Map([[shop.Sold.type, definition]]), knownTypes: new Set<string>(), maxEventBytes: 10_000 };
    const pipeline = new Pipeline({
      group: shop.group,
      reading,
      unitOfWork: service.unitOfWork,
      limits,
      metrics: messagingMetrics(new Registry()),
      logger: pino({ level: 'silent' }),
    });
    const { transactions = 1 } = definition;
    return new BatchCollector({ pipeline, limits, gatherMs: 0, transactions, ended: new AbortController().signal });
  }

  const rawSale = (partition: number, offset: number, sale: { readonly meter: string; readonly utility?: string }): RawMessage => {
    const { key, value, headers } = message(
      { ...sale, serial: offset, amountMinor: '100' },
      { key: sale.meter, utility: sale.utility ?? 'north' },
    );
    return { topic: shop.topic, partition, offset: String(offset), key: Buffer.from(key), value: Buffer.from(value), headers };
  };

  /** Sales of one partition's meters, from `offset` on. */
  const batchOf = (
    partition: number,
    meters: readonly string[],
    more: { readonly alive?: () => boolean; readonly offset?: number } = {},
  ) => {
    const { alive = () => true, offset = 0 } = more;
    return {
      position: new Position({ topic: shop.topic, partition }, { next: BigInt(offset) }),
      messages: meters.map((meter, index) => rawSale(partition, offset + index, { meter })),
      alive,
    };
  };

  const serials = async (meter: string): Promise<readonly number[]> =>
    (await service.effects()).filter((effect) => effect.meter === meter).map(({ serial }) => serial);
  const places = async (): Promise<Record<number, bigint>> => {
    const found = await service.unitOfWork.run(ALL_UTILITIES, (tx) => placesOf(tx, shop.group));
    return Object.fromEntries(found.map(({ partition, next }) => [partition, next]));
  };
  const transactions = (): number => new Set(calls.map(({ transaction }) => transaction)).size;

  return {
    booking,
    member,
    batchOf,
    rawSale,
    serials,
    places,
    transactions,
    calls: () => calls,
    shop: () => shop,
    service: () => service,
    owner: () => owner,
  };
}
