import { Module } from '@nestjs/common';
import { PricingApplied } from '@openprepay/contracts/vending';
import { consume } from '@openprepay/messaging/consume';
import { messagingMigrations } from '@openprepay/messaging/migrations';
import { sql } from '@openprepay/persistence/sql';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { eventually } from '@openprepay/testing/eventually';
import { startKafka, type TestKafka } from '@openprepay/testing/kafka';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import { type Answer, type ServiceUnderTest, startService } from '@openprepay/testing/start-service';
import { surround } from '@openprepay/testing/surroundings';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseConfig, serviceConfigShape } from '../src/config.js';
import { defineService } from '../src/define-service.js';
import { compose, type Feature } from '../src/feature.js';
import { CLOCK, consumers, provide, worker } from '../src/service.js';
import { exampleApi } from './example-api.js';
import { CreateNote1700000001000, Notes, NotesController } from './example.module.js';

const PARTITIONS = 3;
const WORKER_CONNECTIONS = 2;
/** Three partitions at once in one group, three connections beside the consumers, and the worker's. */
const BACKGROUND = PARTITIONS + 3 + WORKER_CONNECTIONS;
const HTTP = 2;

/** What the consumer has in hand, and the gate that it waits at inside its transaction. */
class Gate {
  waiting = 0;
  passed = 0;
  private opened: Promise<void> = Promise.resolve();
  open: () => void = () => undefined;

  close(): void {
    this.opened = new Promise((resolve) => (this.open = resolve));
  }

  async pass(): Promise<void> {
    this.waiting += 1;
    await this.opened;
    this.waiting -= 1;
    this.passed += 1;
  }
}

const handling: Feature = {
  controllers: [NotesController],
  providers: [
    provide(Notes, [UnitOfWork, CLOCK]),
    provide(Gate, []),
    consumers([Gate], (gate) => [consume(PricingApplied, { group: 'example.wait' }, () => gate.pass())]),
    worker([], () => ({
      name: 'example worker',
      connections: WORKER_CONNECTIONS,
      start: () => Promise.resolve(),
      stop: () => Promise.resolve(),
    })),
  ],
};

@Module(compose(handling))
class PooledModule {}

const pooledService = defineService({
  name: 'pooled',
  module: PooledModule,
  config: (env) => parseConfig('pooled', z.object(serviceConfigShape), env),
  api: exampleApi,
  migrations: [...messagingMigrations, CreateNote1700000001000],
});

let kafka: TestKafka;
let postgres: TestPostgres;
/** Sees what every role does. */
let admin: pg.Client;

beforeAll(async () => {
  [kafka, postgres] = await Promise.all([startKafka(), startPostgres()]);
  admin = new pg.Client({ connectionString: postgres.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await Promise.all([kafka.stop(), postgres.stop()]);
});

describe('a service’s connections', () => {
  let running: ServiceUnderTest;
  let gate: Gate;

  beforeAll(async () => {
    running = await startService(pooledService, {
      kafka,
      env: { DATABASE_POOL_SIZE: `${HTTP}`, KAFKA_PARTITIONS: `${PARTITIONS}` },
    });
    gate = running.get(Gate);
  });
  afterAll(async () => {
    gate.open();
    await running.stop();
  });
  beforeEach(() => void (gate.passed = 0));

  const listNotes = (): Promise<Answer> => running.call('GET', '/v1/notes', { as: { roles: ['clerk'] } });
  const publish = (accounts: number): Promise<void> => {
    const data = Array.from({ length: accounts }, (_, index) => ({ accountNumber: `A-${index}`, revision: 1, appliedAt: new Date() }));
    return running.publishAll(PricingApplied, data);
  };
  /** How many connections of a pool have a transaction open. */
  const held = async (pool: string): Promise<number> => {
    const { rows } = await admin.query<{ count: string }>(
      `select count(*) from pg_stat_activity where application_name = $1 and datname = $2 and state <> 'idle'`,
      [pool, new URL(running.database.url).pathname.slice(1)],
    );
    return Number(rows[0]!.count);
  };

  it('are there for requests while consumers and workers hold all of theirs', async () => {
    gate.close();
    await publish(30);
    await eventually(() => expect(gate.waiting).toBeGreaterThan(0));
    const unitOfWork = running.get(UnitOfWork);
    // As many as there are connections: with what the consumers hold already there are more than enough.
    const others = Array.from({ length: BACKGROUND }, () =>
      unitOfWork.run('acme', async (tx) => {
        await sql(tx, 'select 1');
        await gate.pass();
      }),
    );
    await eventually(async () => expect(await held('pooled-background')).toBe(BACKGROUND));
    const further = unitOfWork.run('acme', () => Promise.resolve('had its turn'));

    for (let count = 0; count < 5; count++) expect(await listNotes()).toMatchObject({ status: 200, body: { items: [] } });
    expect((await fetch(`${running.service.url}/health/ready`)).status).toBe(200);
    expect(await held('pooled-background')).toBe(BACKGROUND);
    gate.open();
    await Promise.all(others);
    expect(await further).toBe('had its turn');
    await eventually(() => expect(gate.passed).toBe(30 + others.length));
  });

  it('are there for consumers while requests hold all of theirs', async () => {
    await running.owner.query('begin; lock table note');
    const answers = Promise.all(Array.from({ length: HTTP + 1 }, listNotes));
    await eventually(async () => expect(await held('pooled')).toBe(HTTP));
    await publish(3);

    await eventually(() => expect(gate.passed).toBe(3));
    expect(await held('pooled')).toBe(HTTP);
    await running.owner.query('commit');
    expect((await answers).map(({ status }) => status)).toEqual(Array(HTTP + 1).fill(200));
  });
});

describe('a service that needs more connections than it may have', () => {
  it.each([
    ['its role', (url: URL, limit: number) => `alter role "${url.username}" connection limit ${limit}`],
    ['its database', (url: URL, limit: number) => `alter database "${url.pathname.slice(1)}" connection limit ${limit}`],
  ])('does not start, and says what it needs: limited by %s', async (_what, limitedBy) => {
    const needed = HTTP + BACKGROUND + 2;
    const surroundings = await surround(pooledService, { kafka, env: { DATABASE_POOL_SIZE: `${HTTP}` } });
    const url = new URL(surroundings.database.url);
    try {
      await admin.query(limitedBy(url, needed - 1));
      await expect(startService(pooledService, { surroundings })).rejects.toMatchObject({
        code: 'persistence.connections_too_few',
        message: expect.stringMatching(new RegExp(`needs ${needed} connections .*DATABASE_POOL_SIZE.* allows ${needed - 1}`)) as string,
      });

      await admin.query(limitedBy(url, needed));
      await (await startService(pooledService, { surroundings })).stop();
    } finally {
      await surroundings.stop();
    }
  });
});
