import { randomBytes } from 'node:crypto';
import { defineEvent } from '@openprepay/contracts/event';
import * as wire from '@openprepay/contracts/wire';
import { createDataSource } from '@openprepay/persistence/data-source';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { TestPostgres } from '@openprepay/testing/postgres';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import { z } from 'zod';
import { createMessaging, type Messaging, type MessagingOptions } from '../src/kafka.js';
import { messagingMigrations } from '../src/migrations.js';

/** Topics and groups of one test file, so that files can share a broker. */
const tail = randomBytes(4).toString('hex');

const sale = z.object({ meter: z.string(), serial: z.int(), amountMinor: wire.naturalNumber });

export const Sold = defineEvent({ type: 'shop.sale.made', topic: `shop-${tail}.sales.v1`, data: sale, key: (data) => data.meter });
export const Returned = defineEvent({ type: 'shop.sale.returned', topic: `shop-${tail}.sales.v1`, data: sale, key: (data) => data.meter });
export const Unheard = defineEvent({ type: 'shop.sale.unheard', topic: `shop-${tail}.sales.v1`, data: sale, key: (data) => data.meter });
export type Sale = z.output<typeof sale>;

export const group = (name: string): string => `shop-${tail}.${name}`;

/** What a handler did, in the order it did it. No unique key: an effect that happens twice shows twice. */
export class CreateEffect1764000000001 implements MigrationInterface {
  readonly name = 'CreateEffect1764000000001';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'create table effect (place bigint generated always as identity, utility text not null, meter text not null, serial integer not null)',
    );
    await protectByUtility(queryRunner, 'effect');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table effect');
  }
}

export const migrations = [...messagingMigrations, CreateEffect1764000000001];

/** Fast enough for tests to wait on. */
export const testLimits = {
  retryBackoffMs: 10,
  relayLockPollMs: 50,
  replayPollMs: 100,
  outageBackoffLimitMs: 200,
  fetchWaitMs: 100,
  measureEveryMs: 200,
} as const;

export interface TestService {
  readonly dataSource: DataSource;
  readonly unitOfWork: UnitOfWork;
  readonly messaging: Messaging;
  readonly registry: Registry;
  readonly fatal: Error[];
  sell(utility: string, sales: readonly Sale[]): Promise<void>;
  effects(utility?: string): Promise<readonly Effect[]>;
  stop(): Promise<void>;
}

export interface Effect {
  readonly utility: string;
  readonly meter: string;
  readonly serial: number;
}

/** One replica of a service on a database: what a service makes of the libraries, without HTTP. */
export async function startService(url: string, brokers: readonly string[], more: Partial<MessagingOptions> = {}): Promise<TestService> {
  const dataSource = await createDataSource({ url, rows: [], poolSize: 8, applicationName: 'shop' }).initialize();
  const unitOfWork = new UnitOfWork(dataSource);
  const registry = new Registry();
  const fatal: Error[] = [];
  const messaging = createMessaging({
    brokers,
    clientId: 'shop',
    source: `shop-${tail}`,
    unitOfWork,
    logger: pino({ level: process.env['TEST_LOG'] ?? 'silent' }),
    registry,
    partitions: 3,
    onFatal: (error) => fatal.push(error),
    ...more,
    limits: { ...testLimits, ...more.limits },
  });
  return {
    dataSource,
    unitOfWork,
    messaging,
    registry,
    fatal,
    sell: (utility, sales) => unitOfWork.run(utility, (tx) => messaging.outbox.appendAll(tx, Sold, sales)),
    effects: (utility = '*') =>
      unitOfWork.run(utility, (tx) => tx.query<Effect>('select utility, meter, serial from effect order by place')),
    stop: async () => {
      await messaging.stop();
      await dataSource.destroy();
    },
  };
}

/** The handler's effect: one row, in its transaction. */
export async function record(tx: Tx, { meter, serial }: Sale): Promise<void> {
  await tx.query('insert into effect (utility, meter, serial) values ($1, $2, $3)', [tx.utility, meter, serial]);
}

export const sales = (meter: string, from: number, to: number): readonly Sale[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ meter, serial: from + index, amountMinor: 100n }));

export const database = (postgres: TestPostgres): Promise<{ readonly url: string; readonly ownerUrl: string }> =>
  postgres.createServiceDatabase('shop', migrations);
