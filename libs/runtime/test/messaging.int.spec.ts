import { randomUUID } from 'node:crypto';
import { Module } from '@nestjs/common';
import { defineApi } from '@openprepay/contracts/http/api';
import { parkedMessagesEndpoints } from '@openprepay/contracts/http/parked-messages';
import { TokenIssued } from '@openprepay/contracts/key-management';
import { PricingApplied } from '@openprepay/contracts/vending';
import { consume } from '@openprepay/messaging/consume';
import { messagingMigrations } from '@openprepay/messaging/migrations';
import { Outbox } from '@openprepay/messaging/outbox';
import { headersOf } from '@openprepay/messaging/producer';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { eventually } from '@openprepay/testing/eventually';
import { startKafka, type TestKafka } from '@openprepay/testing/kafka';
import { type ServiceUnderTest, startService } from '@openprepay/testing/start-service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseConfig, serviceConfigShape } from '../src/config.js';
import { defineService, type RunningService } from '../src/define-service.js';
import { compose, type Feature } from '../src/feature.js';
import { parkedMessages } from '../src/parked-messages/parked-messages.feature.js';
import { VERSION } from '../src/version.js';
import { consumers, MESSAGING, provide, worker } from '../src/service.js';

/** What the consumer saw, and whether it refuses. */
class Handled {
  readonly accounts: string[] = [];
  refusing = true;
}

const order: string[] = [];

const handling: Feature = {
  providers: [
    provide(Handled, []),
    consumers([Handled], (handled) => [
      consume(PricingApplied, { group: 'example.handle' }, async ({ data }) => {
        if (handled.refusing) throw Object.assign(new Error('not today'), { code: 'example.refused' });
        handled.accounts.push(data.accountNumber);
      }),
      consume(TokenIssued, { group: 'example.tokens', money: true }, () => Promise.resolve()),
    ]),
    worker([], () => ({
      name: 'example worker',
      start: async () => void order.push('worker started'),
      stop: async () => void order.push('worker stopped'),
    })),
  ],
};

@Module(compose(handling, parkedMessages))
class ConsumingModule {}

const consumingService = defineService({
  name: 'example',
  module: ConsumingModule,
  config: (env) => parseConfig('example', z.object(serviceConfigShape), env),
  api: defineApi({ service: 'example', title: 'Example', publicPath: '/api/example', errors: {}, endpoints: parkedMessagesEndpoints }),
  migrations: messagingMigrations,
});

let running: ServiceUnderTest;
let kafka: TestKafka;
let service: RunningService;
let engineer: Record<string, string>;

beforeAll(async () => {
  kafka = await startKafka();
  running = await startService(consumingService, { kafka });
  service = running.service;
  engineer = { authorization: `Bearer ${await running.identity.tokenFor({ roles: ['engineer'], utility: 'north' })}` };
});
afterAll(async () => {
  await running.stop();
  await kafka.stop();
});

const publish = (accountNumber: string): Promise<void> =>
  service.app
    .get(UnitOfWork)
    .run('north', (tx) => service.app.get(Outbox).append(tx, PricingApplied, { accountNumber, revision: 1, appliedAt: new Date() }));

interface Parked {
  readonly id: string;
  readonly code: string;
  readonly state: string;
}
const parked = async (headers = engineer): Promise<readonly Parked[]> => {
  const response = await fetch(`${service.url}/v1/parked-messages?state=parked`, { headers });
  expect(response.status).toBe(200);
  return ((await response.json()) as { readonly items: readonly Parked[] }).items;
};
const post = (path: string, body?: object, headers = engineer): Promise<Response> =>
  fetch(`${service.url}/v1/${path}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
  });
const decide = (id: string, what: string, body?: object, headers = engineer): Promise<Response> =>
  post(`parked-messages/${id}/${what}`, body, headers);

const operations = async (headers = engineer): Promise<Record<string, unknown>> => {
  const response = await fetch(`${service.url}/v1/operations`, { headers });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
};

describe('a service with messaging', () => {
  it('is ready, with its consumers and its workers started', async () => {
    await eventually(async () =>
      expect(await (await fetch(`${service.url}/health/ready`)).json()).toMatchObject({ checks: { database: 'ok', messaging: 'ok' } }),
    );
    expect(order).toEqual(['worker started']);
  });

  it('says how far it is behind: what waits to be sent and to be read, and its version', async () => {
    const said = await operations();

    expect(said).toMatchObject({ version: VERSION, outbox: { waiting: expect.any(Number) }, parkedMessages: 0, lostRanges: 0 });
    expect(said['consumers']).toMatchObject([
      { group: 'example.handle', running: true },
      { group: 'example.tokens', running: true },
    ]);
  });

  it('shows what it could not handle to its utility alone, and handles it once the cause is gone', async () => {
    await publish('A-1');
    const found = await eventually(async () => {
      const [first] = await parked();
      expect(first?.code).toBe('example.refused');
      return first!;
    });
    const stranger = { authorization: `Bearer ${await running.identity.tokenFor({ roles: ['engineer'], utility: 'south' })}` };
    expect(await parked(stranger)).toEqual([]);

    service.app.get(Handled).refusing = false;
    expect((await decide(found.id, 'replay')).status).toBe(202);
    await eventually(() => expect(service.app.get(Handled).accounts).toEqual(['A-1']));
    await eventually(async () => expect(await parked()).toEqual([]));
  });

  it('gives up a message with a reason, once, and knows no others', async () => {
    service.app.get(Handled).refusing = true;
    await publish('A-2');
    const found = await eventually(async () => {
      const [first] = await parked();
      expect(first).toBeDefined();
      return first!;
    });

    expect((await decide(found.id, 'discard', {})).status).toBe(400);
    expect((await decide(found.id, 'discard', { reason: 'a test' })).status).toBe(200);
    const again = await decide(found.id, 'discard', { reason: 'a test' });
    expect([again.status, ((await again.json()) as Parked).code]).toEqual([409, 'messaging.parked_message_settled']);
    expect((await decide(randomUUID(), 'replay')).status).toBe(404);
    expect((await decide('nonsense', 'replay')).status).toBe(400);
  });

  it('shows a token to nobody, and has what is about money discarded by two people', async () => {
    const token = '12345678901234567890';
    const headers = headersOf({ id: randomUUID(), type: TokenIssued.type, source: 'test', time: new Date(), utility: 'north' });
    const value = JSON.stringify({ tokens: [token], note: '1234 5678 9012 3456 7890' });
    await service.app.get(MESSAGING).producer.send({ topic: TokenIssued.topic, messages: [{ key: 'm1', value, headers }] });
    const found = await eventually(async () => {
      const [first] = await parked();
      expect(first?.code).toBe('messaging.schema_invalid');
      return first!;
    });
    expect(found).not.toHaveProperty('value');

    const whole = (await (await fetch(`${service.url}/v1/parked-messages/${found.id}`, { headers: engineer })).json()) as { value: string };
    expect(JSON.parse(Buffer.from(whole.value, 'base64').toString())).toEqual({ tokens: ['[token]'], note: '[token]' });

    const asked = await decide(found.id, 'discard', { reason: 'made by a test' });
    expect([asked.status, ((await asked.json()) as Parked).state]).toEqual([202, 'awaiting-approval']);
    const again = await decide(found.id, 'approve');
    expect([again.status, ((await again.json()) as Parked).code]).toEqual([403, 'messaging.second_person_required']);
    const other = { authorization: `Bearer ${await running.identity.tokenFor({ roles: ['operator'], utility: 'north' })}` };
    const done = await decide(found.id, 'approve', undefined, other);
    expect([done.status, ((await done.json()) as Parked).state]).toEqual([200, 'discarded']);
  });

  it('sends again what it has sent, as far back as it is kept, and lists what it could not read', async () => {
    const range = (fromMs: number) => ({ from: new Date(Date.now() + fromMs).toISOString(), to: new Date().toISOString() });

    const sent = await post('outbox/republish', range(-60_000));
    expect([sent.status, await sent.json()]).toEqual([202, { events: 2 }]);
    const refused = await post('outbox/republish', range(-30 * 86_400_000));
    expect([refused.status, ((await refused.json()) as Parked).code]).toEqual([409, 'messaging.outbox_range_gone']);
    expect(await (await fetch(`${service.url}/v1/lost-ranges`, { headers: engineer })).json()).toEqual({ items: [] });
    expect((await post(`lost-ranges/${randomUUID()}/settle`, { reason: 'none' })).status).toBe(404);
  });

  it('goes on answering while the broker is away', async () => {
    await kafka.pause();

    await publish('A-3');
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
    service.app.get(Handled).refusing = false;
    await kafka.resume();
    await eventually(() => expect(service.app.get(Handled).accounts).toContain('A-3'));
  });

  it('stops its workers before its consumers, in time', async () => {
    expect(await service.close()).toBe(true);
    expect(order).toEqual(['worker started', 'worker stopped']);
  });
});
