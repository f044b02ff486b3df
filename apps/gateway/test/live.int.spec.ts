import { randomUUID } from 'node:crypto';
import { client } from '@openprepay/contracts/http/client';
import { gatewayApi } from '@openprepay/contracts/http/gateway';
import type { LiveStreamEvent } from '@openprepay/contracts/http/stream';
import { VendFailed } from '@openprepay/contracts/vending';
import { createMessaging, type Messaging } from '@openprepay/messaging/messaging';
import { messagingMigrations } from '@openprepay/messaging/migrations';
import { createDataSource } from '@openprepay/persistence/data-source';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { moneyMinor } from '@openprepay/quantities';
import { createLogger } from '@openprepay/runtime/logger';
import { eventually } from '@openprepay/testing/eventually';
import { startKafka, type TestKafka } from '@openprepay/testing/kafka';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN, type GatewayUnderTest, startGatewayUnderTest } from './gateway-under-test.js';

let kafka: TestKafka;
let gateway: GatewayUnderTest;
let dataSource: DataSource;
let messaging: Messaging;
let unitOfWork: UnitOfWork;

beforeAll(async () => {
  kafka = await startKafka();
  gateway = await startGatewayUnderTest({ KAFKA_BROKERS: kafka.brokers.join(',') });
  const { url } = await gateway.postgres.createServiceDatabase('live', messagingMigrations);
  dataSource = await createDataSource({ url, rows: [], poolSize: 3, applicationName: 'live-test' }).initialize();
  unitOfWork = new UnitOfWork(dataSource);
  const logger = createLogger({ name: 'live-test', level: 'silent' });
  messaging = createMessaging({ brokers: kafka.brokers, clientId: 'vending', source: 'vending', unitOfWork, logger });
  await messaging.start([]);
});
afterAll(async () => {
  await messaging.stop();
  await dataSource.destroy();
  await gateway.stop();
  await kafka.stop();
});

const sell = (utility: string, vendId: string): Promise<void> =>
  unitOfWork.run(utility, (tx) =>
    messaging.outbox.append(tx, VendFailed, {
      vendId,
      meterNumber: '01234567890',
      meterPan: '600727012345678903',
      currency: 'USD',
      tenderMinor: moneyMinor(500n),
      code: 'vending.test',
      failedAt: new Date(),
    }),
  );

describe('the live stream, from a service’s outbox through Kafka', () => {
  it('reaches a browser of its utility and of no other, and comes back after the broker was away', async () => {
    const foreign = randomUUID();
    const leaving = new AbortController();
    const token = await gateway.signIn(ADMIN.username, ADMIN.password);
    const { body } = await client(gatewayApi, { origin: gateway.service.url, token }).openStream({ signal: leaving.signal });
    const told: LiveStreamEvent[] = [];
    const reading = (async () => {
      for await (const event of body) told.push(event);
    })();
    const vendsTold = (): readonly string[] => told.flatMap((one) => (one.event === 'vend-failed' ? [one.data.vendId] : []));
    // The stream starts with what is new, so the sale is repeated until the gateway has joined.
    const sold = async (): Promise<string> => {
      const vendId = randomUUID();
      await sell('somebody-else', foreign);
      await sell('main', vendId);
      await eventually(() => expect(vendsTold()).toContain(vendId), { timeoutMs: 2_000 });
      return vendId;
    };

    const first = await eventually(sold);
    expect(vendsTold()).not.toContain(foreign);
    expect(vendsTold().filter((vendId) => vendId === first)).toHaveLength(1);
    expect(told.find((one) => one.event === 'vend-failed')?.data).toMatchObject({ tenderMinor: 500n, code: 'vending.test' });

    await kafka.pause();
    await kafka.resume();
    await eventually(sold);
    leaving.abort();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('a gateway whose broker is away', () => {
  it('starts, signs people in, keeps what it has to tell, and stops', async () => {
    const alone = await startGatewayUnderTest({ KAFKA_BROKERS: '127.0.0.1:9' });
    const token = await alone.signIn(ADMIN.username, ADMIN.password);
    const body = { username: 'cleo', password: 'planted-password', roles: ['custodian'] };
    const asked = await alone.call('/api/auth/users', { method: 'POST', token, body });
    const ready = await fetch(`${alone.service.operationsUrl}/health/ready`);
    const { rows } = await alone.owner.query('select type from outbox');
    const inTime = await alone.service.close();
    await alone.stop();

    expect(asked.status).toBe(202);
    expect(ready.status).toBe(200);
    expect(rows).toEqual([{ type: 'gateway.custodian.changed' }]);
    expect(inTime).toBe(true);
  });
});
