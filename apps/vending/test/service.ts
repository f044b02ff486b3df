import { AccountPricingChanged, DefaultTariffChanged, TariffPublished } from '@openprepay/contracts/billing';
import type { EventData, EventDefinition } from '@openprepay/contracts/event';
import { TokenIssued, TokenRefused } from '@openprepay/contracts/key-management';
import { TokenRequested } from '@openprepay/contracts/vending';
import { encodeMessage } from '@openprepay/messaging/producer';
import { tail, type TailedEvent } from '@openprepay/messaging/tail';
import { systemClock } from '@openprepay/persistence/clock';
import { bootstrap } from '@openprepay/runtime/bootstrap';
import { MESSAGING } from '@openprepay/runtime/service';
import { createTestIdentity, type TestPrincipal } from '@openprepay/testing/identity';
import { startKafka } from '@openprepay/testing/kafka';
import { startPostgres } from '@openprepay/testing/postgres';
import { pino } from 'pino';
import { vendingMigrations, vendingService } from '../src/vending.js';
import { loadVendingConfig } from '../src/vending.config.js';
import { flatTariff, newMeter, UTILITY } from './fixture.js';

/** A vault of the tests refuses meters of one supply group and never answers for another. */
export const REFUSED_GROUP = '999999';
export const SILENT_GROUP = '888888';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- assertions look into whatever came
  readonly body: any;
}

/** The whole service: HTTP, PostgreSQL, Kafka, and a vault that answers token requests. */
export async function startService(env: Readonly<Record<string, string>> = {}) {
  const [postgres, kafka, identity] = await Promise.all([startPostgres(), startKafka(), createTestIdentity()]);
  const database = await postgres.createServiceDatabase('vending', vendingMigrations);
  const service = await bootstrap(
    vendingService(
      loadVendingConfig({
        DATABASE_URL: database.url,
        KAFKA_BROKERS: kafka.brokers.join(','),
        KAFKA_PARTITIONS: '3',
        JWKS_URL: identity.jwksUrl,
        LOG_LEVEL: 'silent',
        VEND_WAIT_MS: '1500',
        PRICING_WAIT_MS: '300',
        ...env,
      }),
    ),
  );
  const { producer } = service.app.get(MESSAGING);
  const publish = async <Definition extends EventDefinition>(
    event: Definition,
    data: EventData<Definition>,
    utility = UTILITY,
  ): Promise<void> =>
    producer.send({
      topic: event.topic,
      messages: [encodeMessage(event, data, { utility, id: systemClock.newId(), time: systemClock.now() })],
    });
  const vault = await tail({
    brokers: kafka.brokers,
    clientId: 'test-vault',
    topics: [TokenRequested.topic],
    logger: pino({ level: 'silent' }),
    onEvent: (event) => void answerRequest(event, publish),
  });

  const call = async (
    principal: TestPrincipal | undefined,
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const authorization = principal && {
      authorization: `Bearer ${await identity.tokenFor({ utility: UTILITY, currency: 'KES', ...principal })}`,
    };
    const response = await fetch(service.url + path, {
      method,
      headers: { ...authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };

  return {
    service,
    database,
    producer,
    publish,
    call,
    publishDefaultTariff: async (utility = UTILITY): Promise<void> => {
      const at = new Date('2026-01-01T00:00:00Z');
      await publish(TariffPublished, { tariffCode: 'FLAT', version: 1, document: flatTariff(), publishedAt: at }, utility);
      await publish(DefaultTariffChanged, { commodity: 'electricity', tariffCode: 'FLAT', changedAt: at }, utility);
    },
    publishAccount: (accountNumber: string, revision = 1): Promise<void> =>
      publish(AccountPricingChanged, { accountNumber, revision, currency: 'KES', debts: [], changedAt: new Date() }),
    /** Registers a meter and gives its number. */
    meter: async (changes: Record<string, unknown> = {}, utility = UTILITY): Promise<string> => {
      const { keyData, accountNumber: _none, ...meter } = newMeter();
      const created = await call({ roles: ['engineer'], utility }, 'POST', '/v1/meters', { ...meter, ...keyData, ...changes });
      if (created.status !== 201) throw new Error(JSON.stringify(created.body));
      return String(created.body.meterNumber);
    },
    stop: async () => {
      await vault.stop();
      await service.close();
      await Promise.all([kafka.stop(), identity.stop(), postgres.stop()]);
    },
  };
}
export type Service = Awaited<ReturnType<typeof startService>>;

type Publish = <Definition extends EventDefinition>(event: Definition, data: EventData<Definition>, utility?: string) => Promise<void>;

let lastToken = 0;

async function answerRequest({ data, utility }: TailedEvent, publish: Publish): Promise<void> {
  const { requestId, meterNumber, meterPan, keyRevision, supplyGroupCode, tokens } = TokenRequested.data.parse(data);
  const now = new Date();
  if (supplyGroupCode === SILENT_GROUP) return;
  if (supplyGroupCode === REFUSED_GROUP) {
    const refusal = { code: 'key-management.supply_group_unknown', reason: 'there is no such supply group' };
    return publish(TokenRefused, { requestId, meterNumber, meterPan, ...refusal, refusedAt: now }, utility);
  }
  const issued = tokens.map(({ amountTenths }) => ({
    token: String(++lastToken).padStart(20, '4'),
    kind: 'credit' as const,
    tokenIdentifier: lastToken,
    amountTenths,
  }));
  return publish(
    TokenIssued,
    { requestId, meterNumber, meterPan, keyRevision, tokens: issued, sampleTables: false, issuedAt: now },
    utility,
  );
}
