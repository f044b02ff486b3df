import { Signal } from '@openprepay/pace/signal';
import { openSession, type Session } from '@openprepay/persistence/session';
import { sql } from '@openprepay/persistence/sql';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import { eventually } from '@openprepay/testing/eventually';
import type { ServiceDatabase, TestPostgres } from '@openprepay/testing/postgres';
import { rowsRead } from '@openprepay/testing/rows-read';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultLimits, type MessagingLimits } from '../src/limits.js';
import { messagingMetrics } from '../src/metrics.js';
import { NEXT_ROWS } from '../src/outbox/outbox-queue.js';
import type { SendRequest } from '../src/outbox/producer.js';
import { Relay } from '../src/outbox/relay.js';
import { database, newShop, sales, type Shop, shopPostgres, startService, testLimits, type TestService } from './service.js';

let postgres: TestPostgres;
let db: Pick<ServiceDatabase, 'url' | 'ownerUrl'>;
let shop: Shop;
let service: TestService;
let owner: Session;
let relays: Relay[];

beforeAll(async () => {
  postgres = await shopPostgres();
});

beforeEach(async () => {
  relays = [];
  shop = newShop();
  db = await database(postgres);
  service = await startService({ url: db.url, brokers: ['127.0.0.1:1'], shop });
  owner = await openSession({ url: postgres.adminUrl, applicationName: 'test' });
});

afterEach(async () => {
  for (const relay of relays) await relay.stop();
  await owner.close();
  await service.dataSource.destroy();
});

afterAll(() => postgres.stop());

interface Broker {
  readonly limits?: Partial<MessagingLimits>;
  /** Called with the serials that are sent. */
  readonly take: (serials: readonly number[]) => void | Promise<void>;
  readonly ensureTopics?: () => Promise<void>;
}

const serialsOf = (requests: readonly SendRequest[]): readonly number[] =>
  requests.flatMap(({ messages }) => messages.map(({ value }) => (JSON.parse(value) as { serial: number }).serial));

function startRelay({ limits, take, ensureTopics = () => Promise.resolve() }: Broker): Relay {
  const relay = new Relay({
    unitOfWork: service.unitOfWork,
    limits: { ...defaultLimits, ...testLimits, ...limits },
    metrics: messagingMetrics(new Registry()),
    logger: pino({ level: 'silent' }),
    ensureTopics,
    sendAll: async (requests) => take(serialsOf(requests)),
  });
  relays.push(relay);
  relay.start();
  return relay;
}

const waiting = () => service.unitOfWork.run(ALL_UTILITIES, (tx) => sql(tx, 'select position from outbox'));
const ofDatabase = 'd.oid = pg_locks.database and d.datname = $1';
const databaseName = () => new URL(db.url).pathname.slice(1);

/** Ends the connection that holds the lead, as the death of its process would. */
const endLeader = () =>
  owner.query(
    `select pg_terminate_backend(pid) from pg_locks join pg_database d on ${ofDatabase} where locktype = 'advisory' and objsubid = 1 and granted`,
    [databaseName()],
  );

/** A sale whose transaction commits when it is told to. */
async function slowSale(utility: string, meter: string, serial: number): Promise<() => Promise<void>> {
  let commit = (): void => undefined;
  const told = new Promise<void>((resolve) => (commit = resolve));
  let written = (): void => undefined;
  const inside = new Promise<void>((resolve) => (written = resolve));
  const done = service.unitOfWork.run(utility, async (tx) => {
    await service.messaging.outbox.append(tx, shop.Sold, sales(meter, serial, serial)[0]!);
    written();
    await told;
  });
  await inside;
  return () => {
    commit();
    return done;
  };
}

describe('the turns of the relay', () => {
  it('miss nothing that is committed late, and send it before what follows it, though much was sent past it', async () => {
    const sent: number[] = [];
    const relay = startRelay({ take: (serials) => void sent.push(...serials), limits: { outboxPollMs: 10 } });
    const commits = [await slowSale('north', 'slow-1', 1001), await slowSale('north', 'slow-2', 1002)];

    // The relay looks from the beginning many times meanwhile, and each time goes past what was sent.
    for (let serial = 1; serial <= 300; serial++) {
      await service.sell('north', sales('quick', serial, serial));
      relay.wake();
      if (serial % 5 === 0) await eventually(() => expect(sent).toContain(serial));
    }
    for (const [index, commit] of commits.entries()) {
      await commit();
      await service.sell('north', sales(`slow-${index + 1}`, 2001 + index, 2001 + index));
      relay.wake();
      await eventually(() => expect(sent).toContain(2001 + index));
    }

    expect(sent.filter((serial) => serial > 1_000 && serial % 1_000 === 1)).toEqual([1001, 2001]);
    expect(sent.filter((serial) => serial > 1_000 && serial % 1_000 === 2)).toEqual([1002, 2002]);
    await eventually(async () => expect(await waiting()).toEqual([]));
    expect(new Set(sent).size).toBe(sent.length);
  });

  it('send what is more than one turn in its order, and note all of it', async () => {
    const turns: number[] = [];
    const sent: number[] = [];
    await service.sell('north', sales('m1', 1, 95));

    startRelay({
      limits: { relayBatchRows: 10 },
      take: (serials) => {
        turns.push(serials.length);
        sent.push(...serials);
      },
    });

    await eventually(async () => expect(await waiting()).toEqual([]));
    expect(sent).toEqual(sales('m1', 1, 95).map(({ serial }) => serial));
    expect(turns).toEqual([...Array.from({ length: 9 }, () => 10), 5]);
  });

  it('look three times at most at each event that waits, though the server counted none when the outbox was empty', async () => {
    const events = 300;
    const asOwner = await openSession({ url: db.ownerUrl, applicationName: 'test' });
    for (const statement of ['alter table outbox set (autovacuum_enabled = false)', 'vacuum analyze outbox'])
      await asOwner.query(statement);
    await asOwner.close();
    await service.sell('north', sales('m1', 1, events));

    const read = await service.unitOfWork.run(ALL_UTILITIES, (tx) =>
      rowsRead(tx, 'outbox', async () => {
        expect(await sql(tx, NEXT_ROWS, [events, 1_000_000, [], '0'])).toHaveLength(events);
      }),
    );

    expect(read).toBeLessThanOrEqual(3 * events);
  });

  it('send nothing twice that is found while the broker refuses for a while', async () => {
    const sent: number[] = [];
    let tries = 0;
    await service.sell('north', sales('m1', 1, 3));

    const relay = startRelay({
      take: (serials) => {
        tries += 1;
        if (tries <= 3) throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
        sent.push(...serials);
      },
    });
    await eventually(() => expect(sent).toEqual([1, 2, 3]));
    await service.sell('north', sales('m1', 4, 4));
    relay.wake();

    await eventually(async () => expect(await waiting()).toEqual([]));
    expect(sent).toEqual([1, 2, 3, 4]);
  });
});

describe('a relay that nobody wakes', () => {
  it('looks less and less often, and as often as before once it is woken', async () => {
    const rests: number[] = [];
    const wait = Reflect.get<Signal, 'wait'>(Signal.prototype, 'wait');
    vi.spyOn(Signal.prototype, 'wait').mockImplementation(function (this: Signal, ms) {
      rests.push(ms);
      return wait.call(this, ms);
    });
    const relay = startRelay({ take: () => undefined, limits: { outboxPollMs: 4 } });

    await eventually(() => expect(rests.length).toBeGreaterThan(6));
    const asleep = rests.length;
    relay.wake();
    await eventually(() => expect(rests.length).toBeGreaterThan(asleep + 3));
    vi.restoreAllMocks();

    expect(rests.slice(0, 7)).toEqual([4, 8, 16, 32, 40, 40, 40]);
    expect(rests.lastIndexOf(4)).toBeGreaterThan(6);
  });
});

describe('a leader that was paused', () => {
  it('sends nothing of what it had read before another took over', async () => {
    const sent = { old: [] as number[], new: [] as number[] };
    let goOn = (): void => undefined;
    const paused = new Promise<void>((resolve) => (goOn = resolve));
    let reached = false;
    await service.sell('north', sales('m1', 1, 2));
    startRelay({
      limits: { relayLockPollMs: 600_000 },
      take: (serials) => void sent.old.push(...serials),
      ensureTopics: () => {
        reached = true;
        return paused;
      },
    });
    await eventually(() => expect(reached).toBe(true));

    await endLeader();
    startRelay({ take: (serials) => void sent.new.push(...serials) });
    await eventually(() => expect(sent.new).toEqual([1, 2]));
    goOn();

    const old = relays[0]!;
    await eventually(() => expect(old.health().state).toBe('standby'));
    expect(sent.old).toEqual([]);
  });

  it('notes nothing as sent either, so that what only it has sent is sent again', async () => {
    const sent = { old: [] as number[], new: [] as number[] };
    await service.sell('north', sales('m1', 1, 2));
    startRelay({
      limits: { relayLockPollMs: 600_000 },
      take: async (serials) => {
        sent.old.push(...serials);
        await endLeader();
      },
    });
    await eventually(() => expect(sent.old).toEqual([1, 2]));

    startRelay({ take: (serials) => void sent.new.push(...serials) });

    await eventually(async () => expect(await waiting()).toEqual([]));
    expect(sent.new).toEqual([1, 2]);
  });
});
