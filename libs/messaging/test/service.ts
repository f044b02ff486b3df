import { randomBytes } from 'node:crypto';
import { defineEvent, type EventDefinition } from '@openprepay/contracts/event';
import * as wire from '@openprepay/contracts/wire';
import { systemClock } from '@openprepay/persistence/clock';
import { createDataSource } from '@openprepay/persistence/data-source';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { type ServiceDatabase, startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import { z } from 'zod';
import { headersOf, type OutgoingMessage } from '../src/outbox/producer.js';
import { createMessaging, type Messaging, type MessagingOptions } from '../src/messaging.js';
import type { ParkedListOptions, ParkedMessage } from '../src/parking/parked-message.js';
import { messagingMigrations } from '../src/migrations.js';

const sale = z.object({ meter: z.string(), serial: z.int(), amountMinor: wire.naturalNumber });
export type Sale = z.output<typeof sale>;

/** Events, a topic and a group that no other test knows. */
export interface Shop {
  readonly name: string;
  readonly topic: string;
  readonly group: string;
  readonly Sold: EventDefinition<'shop.sale.made', typeof sale>;
  readonly Returned: EventDefinition<'shop.sale.returned', typeof sale>;
}

export function newShop(): Shop {
  const name = `shop-${randomBytes(4).toString('hex')}`;
  const topic = `${name}.sales.v1`;
  return {
    name,
    topic,
    group: `${name}.book`,
    Sold: defineEvent({ type: 'shop.sale.made', topic, data: sale, key: (data) => data.meter }),
    Returned: defineEvent({ type: 'shop.sale.returned', topic, data: sale, key: (data) => data.meter }),
  };
}

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
  lagEveryMs: 200,
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

export interface Place {
  readonly url: string;
  readonly brokers: readonly string[];
  readonly shop: Shop;
}

/** One replica of a service on a database: what a service makes of the libraries, without HTTP. */
export async function startService({ url, brokers, shop }: Place, more: Partial<MessagingOptions> = {}): Promise<TestService> {
  const dataSource = await createDataSource({ url, rows: [], poolSize: 16, applicationName: 'shop' }).initialize();
  const unitOfWork = new UnitOfWork(dataSource);
  const registry = new Registry();
  const fatal: Error[] = [];
  const messaging = createMessaging({
    brokers,
    clientId: 'shop',
    source: shop.name,
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
    sell: (utility, sales) =>
      unitOfWork.run(utility, (tx) =>
        messaging.outbox.appendAll(
          tx,
          shop.Sold,
          sales.map((data) => ({ data })),
        ),
      ),
    effects: (utility = '*') =>
      unitOfWork.run(utility, (tx) => sql<Effect>(tx, 'select utility, meter, serial from effect order by place')),
    stop: async () => {
      await messaging.stop();
      await dataSource.destroy();
    },
  };
}

/** A message as a careless or hostile producer could make it; what is not given is as it should be. */
export function message(
  data: unknown,
  more: Partial<OutgoingMessage> & { readonly utility?: string; readonly type?: string } = {},
): OutgoingMessage {
  const { utility = 'north', type = 'shop.sale.made', ...rest } = more;
  return {
    key: 'm1',
    value: JSON.stringify(data),
    headers: headersOf({ id: systemClock.newId(), type, source: 'test', time: new Date(), utility }),
    ...rest,
  };
}

/** Fails by itself, always in the same way: what a consumer parks at once. */
export class ShopError extends Error {
  override readonly name = 'ShopError';
  readonly code = 'shop.serial_refused';
}

/** The handler's effect: one row, in its transaction. */
export async function record(tx: Tx, { meter, serial }: Sale): Promise<void> {
  await sql(tx, 'insert into effect (utility, meter, serial) values ($1, $2, $3)', [tx.utility, meter, serial]);
}

/** Parked messages, oldest first, whole. */
export const wholeParked = (
  { unitOfWork, messaging }: TestService,
  utility: string,
  options: ParkedListOptions = {},
): Promise<readonly ParkedMessage[]> =>
  unitOfWork.run(utility, async (tx) => {
    const whole: ParkedMessage[] = [];
    for (const { id } of (await messaging.parked.list(tx, options)).items.toReversed()) whole.push(await messaging.parked.get(tx, id));
    return whole;
  });

export const sales = (meter: string, from: number, to: number): readonly Sale[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ meter, serial: from + index, amountMinor: 100n }));

const migrated = { name: 'shop', migrations };

/** A server where what `database` makes is migrated already. */
export const shopPostgres = (): Promise<TestPostgres> => startPostgres(migrated);

export const database = (postgres: TestPostgres): Promise<ServiceDatabase> =>
  postgres.createServiceDatabase(migrated.name, migrated.migrations);
