import { defineEvent } from '@openprepay/contracts/event';
import { sql } from '@openprepay/persistence/sql';
import { openSession } from '@openprepay/persistence/session';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import { eventually } from '@openprepay/testing/eventually';
import { startKafka, type TestKafka } from '@openprepay/testing/kafka';
import type { ServiceDatabase, TestPostgres } from '@openprepay/testing/postgres';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { consume } from '../src/consuming/consume.js';
import type { MessagingOptions } from '../src/messaging.js';
import { defaultLimits } from '../src/limits.js';
import { messagingMetrics } from '../src/metrics.js';
import type { SendRequest } from '../src/outbox/producer.js';
import { Relay } from '../src/outbox/relay.js';
import { withTraceparent } from '../src/trace.js';
import { database, newShop, record, sales, type Shop, shopPostgres, startService, testLimits, type TestService } from './service.js';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
let postgres: TestPostgres;
let kafka: TestKafka;
let db: Pick<ServiceDatabase, 'url' | 'ownerUrl'>;
let shop: Shop;
let replicas: TestService[];

beforeAll(async () => {
  [postgres, kafka] = await Promise.all([shopPostgres(), startKafka()]);
});

beforeEach(async () => {
  replicas = [];
  shop = newShop();
  db = await database(postgres);
});

afterEach(async () => {
  for (const replica of replicas) await replica.stop();
});

afterAll(async () => {
  await kafka.stop();
  await postgres.stop();
});

const start = async (more: Partial<MessagingOptions> = {}): Promise<TestService> => {
  const replica = await startService({ url: db.url, brokers: kafka.brokers, shop }, more);
  replicas.push(replica);
  return replica;
};
const booker = () => consume(shop.Sold, { group: shop.group }, ({ data }, tx) => record(tx, data));
const serials = async (service: TestService): Promise<readonly number[]> => (await service.effects()).map(({ serial }) => serial);
const upTo = (end: number): readonly number[] => Array.from({ length: end }, (_, index) => index + 1);
const waiting = (service: TestService) => service.unitOfWork.run(ALL_UTILITIES, (tx) => sql(tx, 'select position from outbox'));
/** Ends the connection that holds the lead, as the death of its process would. */
async function endLeader(): Promise<void> {
  const owner = await openSession({ url: postgres.adminUrl, applicationName: 'test' });
  await owner.query(
    `select pg_terminate_backend(pid) from pg_locks join pg_database d on d.oid = pg_locks.database
     where locktype = 'advisory' and objsubid = 1 and granted and d.datname = $1`,
    [new URL(db.url).pathname.slice(1)],
  );
  await owner.close();
}

describe('the outbox', () => {
  it('leaves no event behind a rollback', async () => {
    const service = await start();
    await service.messaging.start([booker()]);

    const work = service.unitOfWork.run('north', async (tx) => {
      await service.messaging.outbox.append(tx, shop.Sold, sales('m1', 1, 1)[0]!);
      throw new Error('second thoughts');
    });

    await expect(work).rejects.toThrow('second thoughts');
    await service.sell('north', sales('m1', 2, 2));
    await eventually(async () => expect(await serials(service)).toEqual([2]));
  });

  it('refuses data that no consumer could read, and data that no broker would take, before anything is written', async () => {
    const service = await start();
    const append = (data: object) =>
      service.unitOfWork.run('north', (tx) => service.messaging.outbox.append(tx, shop.Sold, { ...sales('m1', 1, 1)[0]!, ...data }));

    await expect(append({ amountMinor: -1n })).rejects.toMatchObject({ code: 'messaging.event_invalid' });
    await expect(append({ meter: 'm'.repeat(1_000_000) })).rejects.toMatchObject({ code: 'messaging.event_too_large' });
    expect(await waiting(service)).toEqual([]);
  });

  it('carries the trace of the work that wrote an event to the work that handles it', async () => {
    const service = await start();
    let seen: string | undefined;
    await service.messaging.start([consume(shop.Sold, { group: shop.group }, async (event) => void (seen = event.traceparent))]);

    await withTraceparent(TRACEPARENT, () => service.sell('north', sales('m1', 1, 1)));

    await eventually(() => expect(seen).toBe(TRACEPARENT));
  });
});

describe('the relay', () => {
  it('sends at the commit, long before its poll, from whichever replica the commit was in', async () => {
    const slowPoll = { limits: { outboxPollMs: 600_000, relayLockPollMs: 5_000 } };
    const first = await start(slowPoll);
    const second = await start(slowPoll);
    await first.messaging.start([booker()]);
    await eventually(() => expect(first.messaging.health().relay.state).toBe('leading'));
    await second.messaging.start([]);
    await eventually(() => expect(second.messaging.health().relay.state).toBe('standby'));

    await first.sell('north', sales('m1', 1, 1));
    await eventually(async () => expect(await serials(first)).toEqual([1]));
    await second.sell('north', sales('m1', 2, 2));
    await eventually(async () => expect(await serials(first)).toEqual([1, 2]));
  });

  it('is one of several: the next takes over when the leader dies, and nothing is lost, doubled or out of order', async () => {
    const first = await start();
    const second = await start();
    await first.messaging.start([booker()]);
    await second.messaging.start([booker()]);
    const leaders = () => replicas.map(({ messaging }) => messaging.health().relay.state).filter((state) => state === 'leading');

    for (let serial = 1; serial <= 60; serial++) {
      await first.sell('north', sales('m1', serial, serial));
      if (serial % 20 === 10) await endLeader();
      expect(leaders().length).toBeLessThanOrEqual(1);
    }

    await eventually(async () => expect(await serials(first)).toHaveLength(60));
    expect(await serials(first)).toEqual(upTo(60));
    await eventually(() => expect(leaders()).toHaveLength(1));
  });

  it('sends again what it had sent when it died before it could note so', async () => {
    const service = await start();
    const sent: SendRequest[] = [];
    const relay = new Relay({
      unitOfWork: service.unitOfWork,
      limits: { ...defaultLimits, ...testLimits },
      metrics: messagingMetrics(new Registry()),
      logger: pino({ level: 'silent' }),
      ensureTopics: () => Promise.resolve(),
      sendAll: async (requests) => {
        sent.push(...requests);
        if (sent.length === 1) await endLeader();
      },
    });
    await service.sell('north', sales('m1', 1, 3));
    relay.start();

    await eventually(async () => expect(await waiting(service)).toEqual([]));
    await relay.stop();
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual(sent[0]);
  });

  it('parks what the broker refuses, holds its key, sends the others, and goes on when that is discarded', async () => {
    const service = await start({ limits: { maxEventBytes: 8_000_000 } });
    await service.messaging.start([booker()]);
    const large = { meter: 'm1', serial: 2, amountMinor: 1n, padding: 'x'.repeat(3_000_000) };
    const Padded = defineEvent({ type: shop.Sold.type, topic: shop.topic, data: shop.Sold.data.loose(), key: (data) => data.meter });

    await service.unitOfWork.run('north', async (tx) => {
      await service.messaging.outbox.append(tx, shop.Sold, sales('m1', 1, 1)[0]!);
      await service.messaging.outbox.append(tx, Padded, large);
      await service.messaging.outbox.appendAll(
        tx,
        shop.Sold,
        [...sales('m1', 3, 3), ...sales('m2', 4, 4)].map((data) => ({ data })),
      );
    });
    await service.sell('north', sales('m1', 5, 5));

    const list = async () => (await service.unitOfWork.run('north', (tx) => service.messaging.parked.list(tx))).items.toReversed();
    await eventually(async () => expect(await list()).toHaveLength(3));
    await eventually(async () => expect([...(await serials(service))].sort()).toEqual([1, 4]));
    const [poison] = await list();
    expect(poison).toMatchObject({ direction: 'out', state: 'parked', code: 'messaging.refused_by_broker', key: 'm1' });
    expect((await list()).map(({ state }) => state)).toEqual(['parked', 'held', 'held']);

    const decision = { by: 'operator', subject: 'operator-1', reason: 'too large' };
    await service.unitOfWork.run('north', (tx) => service.messaging.parked.discard(tx, poison!.id, decision));
    expect((await list()).map(({ state }) => state)).toEqual(['parked', 'held', 'held']);
    const approval = { by: 'engineer', require: () => undefined };
    await service.unitOfWork.run('north', (tx) => service.messaging.parked.approveDiscard(tx, poison!.id, approval));
    await eventually(async () =>
      expect((await service.effects()).filter(({ meter }) => meter === 'm1').map(({ serial }) => serial)).toEqual([1, 3, 5]),
    );
    await service.sell('north', sales('m1', 6, 6));
    await eventually(async () => expect(await serials(service)).toContain(6));
  });

  it('holds a key that another relay has parked since it led last', async () => {
    const service = await start();
    const sentBy = { first: [] as string[], second: [] as string[] };
    const relay = (sendAll: (requests: readonly SendRequest[]) => Promise<void>): Relay =>
      new Relay({
        unitOfWork: service.unitOfWork,
        limits: { ...defaultLimits, ...testLimits },
        metrics: messagingMetrics(new Registry()),
        logger: pino({ level: 'silent' }),
        ensureTopics: () => Promise.resolve(),
        sendAll,
      });
    const valuesOf = (requests: readonly SendRequest[]) => requests.flatMap(({ messages }) => messages.map(({ value }) => value));
    const first = relay(async (requests) => void sentBy.first.push(...valuesOf(requests)));
    const second = relay(async (requests) => {
      if (valuesOf(requests).some((value) => value.includes('"serial":2,'))) {
        throw Object.assign(new Error('too large'), { type: 'MESSAGE_TOO_LARGE' });
      }
      sentBy.second.push(...valuesOf(requests));
    });
    first.start();
    await service.sell('north', sales('m1', 1, 1));
    await eventually(() => expect(sentBy.first).toHaveLength(1));

    second.start();
    await eventually(async () => {
      await endLeader();
      await eventually(() => expect(second.health().state).toBe('leading'), { timeoutMs: 500 });
    });
    await service.sell('north', sales('m1', 2, 2));
    const parked = () => service.unitOfWork.run('north', (tx) => service.messaging.parked.list(tx));
    await eventually(async () => expect((await parked()).items.map(({ state }) => state)).toEqual(['parked']));
    await second.stop();
    await eventually(() => expect(first.health().state).toBe('leading'));
    await service.sell('north', sales('m1', 3, 3));

    await eventually(async () => expect((await parked()).items.map(({ state }) => state)).toEqual(['held', 'parked']));
    // What it had sent it may have sent again, when it ended before it had noted that.
    expect(sentBy.first.filter((value) => !value.includes('"serial":1,'))).toEqual([]);
    await first.stop();
  });

  it('comes through a crash of the database in the middle of the flow', async () => {
    const service = await start();
    await service.messaging.start([booker()]);
    let accepted = 0;
    for (let serial = 1; serial <= 40; serial++) {
      if (serial === 15) await postgres.kill();
      if (serial === 20) await postgres.restart();
      // An unanswered commit may have happened: this seller gives each try a serial of its own and counts what was acknowledged.
      await service.sell('north', sales('m1', serial, serial)).then(
        () => (accepted += 1),
        () => undefined,
      );
    }

    await eventually(async () => expect((await serials(service)).length).toBeGreaterThanOrEqual(accepted));
    await eventually(async () => expect(await waiting(service)).toEqual([]));
    const seen = await serials(service);
    expect(accepted).toBeGreaterThan(30);
    expect(new Set(seen).size).toBe(seen.length);
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
  });
});
