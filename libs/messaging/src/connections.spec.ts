import { PricingApplied, VendCompleted, VendFailed } from '@openprepay/contracts/vending';
import { createDataSource } from '@openprepay/persistence/data-source';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { connectionsOf } from './connections.js';
import { consume } from './consuming/consume.js';
import { createMessaging, type Messaging } from './messaging.js';

const done = (): Promise<void> => Promise.resolve();
const definitions = [
  consume(VendCompleted, { group: 'shop.book' }, done),
  consume(VendFailed, { group: 'shop.book' }, done),
  consume(PricingApplied, { group: 'shop.note' }, done),
];

/** Nothing is there: neither a database nor a broker. */
function messagingOn(poolSize: number): Messaging {
  const pool = createDataSource({ url: 'postgres://nobody@127.0.0.1:9/nowhere', rows: [], poolSize, applicationName: 'shop' });
  return createMessaging({
    brokers: ['127.0.0.1:9'],
    clientId: 'shop',
    source: 'shop',
    unitOfWork: new UnitOfWork(pool),
    logger: pino({ level: 'silent' }),
    registry: new Registry(),
    limits: { consumerPartitions: 4, startTimeoutMs: 0 },
  });
}

describe('the connections that messaging needs', () => {
  it('are one for each partition of each group in hand, and three for what goes on beside', () => {
    expect(connectionsOf(definitions, { consumerPartitions: 4 })).toBe(2 * 4 + 3);
    expect(connectionsOf([], { consumerPartitions: 4 })).toBe(3);
    expect(messagingOn(1).connections(definitions)).toBe(11);
  });

  it('must be in the pool before anything is started', async () => {
    await expect(messagingOn(10).start(definitions)).rejects.toMatchObject({
      code: 'messaging.pool_too_small',
      message: expect.stringMatching(/up to 11 connections .* has 10/) as string,
    });
    // With one more it is the broker that is missed.
    await expect(messagingOn(11).start(definitions)).rejects.toMatchObject({ name: expect.stringMatching(/^KafkaJS/) as string });
  });
});
