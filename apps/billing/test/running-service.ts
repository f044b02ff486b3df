import type { EventData, EventDefinition } from '@openprepay/contracts/event';
import type { Messaging } from '@openprepay/messaging/kafka';
import { encodeMessage } from '@openprepay/messaging/producer';
import { systemClock } from '@openprepay/persistence/clock';
import { bootstrap } from '@openprepay/runtime/bootstrap';
import { createLogger } from '@openprepay/runtime/logger';
import { MESSAGING } from '@openprepay/runtime/service';
import { createTestIdentity, type TestPrincipal } from '@openprepay/testing/identity';
import { startKafka } from '@openprepay/testing/kafka';
import { startPostgres } from '@openprepay/testing/postgres';
import { billingErrorStatus } from '../src/billing-error-status.js';
import { loadBillingConfig } from '../src/billing.config.js';
import { BillingModule } from '../src/billing.module.js';
import { billingMigrations } from '../src/migrations/migrations.js';
import { UTILITY } from './fixture.js';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Record<string, unknown>;
}

/** The service as it runs in production, on a real PostgreSQL and a real broker. */
export async function startBillingService() {
  const [postgres, kafka, identity] = await Promise.all([startPostgres(), startKafka(), createTestIdentity()]);
  const database = await postgres.createServiceDatabase('billing', billingMigrations);
  const service = await bootstrap({
    name: 'billing',
    module: BillingModule,
    status: billingErrorStatus,
    logger: createLogger({ name: 'billing', level: 'silent' }),
    config: loadBillingConfig({
      DATABASE_URL: database.url,
      KAFKA_BROKERS: kafka.brokers.join(','),
      KAFKA_PARTITIONS: '2',
      JWKS_URL: identity.jwksUrl,
      PRICING_ACK_WAIT_MS: '0',
      LOG_LEVEL: 'silent',
    }),
  });
  const messaging = service.app.get<Messaging>(MESSAGING, { strict: false });

  const call = async (method: string, path: string, options: CallOptions = {}): Promise<Answer> => {
    const token = await identity.tokenFor({ utility: UTILITY, currency: 'KES', roles: ['clerk'], ...options.as });
    const response = await fetch(`${service.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(options.body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(options.body === undefined ? {} : { body: typeof options.body === 'string' ? options.body : JSON.stringify(options.body) }),
    });
    return {
      status: response.status,
      type: response.headers.get('content-type') ?? '',
      body: (await response.json()) as Record<string, unknown>,
    };
  };

  return {
    service,
    call,
    get: (path: string, as?: Partial<TestPrincipal>) => call('GET', path, { ...(as && { as }) }),
    post: (path: string, body: unknown, as?: Partial<TestPrincipal>) => call('POST', path, { body, ...(as && { as }) }),
    /** Sends events as another service's relay would; each under a new event id. */
    send: <Definition extends EventDefinition>(event: Definition, datas: readonly EventData<Definition>[], utility = UTILITY) =>
      messaging.producer.send({
        topic: event.topic,
        messages: datas.map((data) => encodeMessage(event, data, { utility, id: systemClock.newId(), time: new Date() })),
      }),
    stop: async () => {
      await service.close();
      await Promise.all([identity.stop(), kafka.stop(), postgres.stop()]);
    },
  };
}
export type BillingService = Awaited<ReturnType<typeof startBillingService>>;

interface CallOptions {
  readonly body?: unknown;
  readonly as?: Partial<TestPrincipal>;
}
