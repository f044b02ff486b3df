import { randomUUID } from 'node:crypto';
import type { RawClient } from '@openprepay/embedded-mqtt/raw-client';
import { eventually } from '@openprepay/testing/eventually';
import { UTILITY } from '@openprepay/testing/identity';
import { newMeterNumber } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TelemetryStack } from './telemetry-stack.js';

let stack: TelemetryStack;
const forgotten = randomUUID();

beforeAll(async () => {
  stack = await TelemetryStack.start();
  await stack.rows(
    `insert into token_delivery
       (delivery_id, utility, vend_id, meter_number, meter_pan, tokens, state, created_at, expires_at, next_attempt_at)
     values ($1, $2, $1, '07000000017', '600727070000000178', '{1}', 'pending', now(), now() - interval '1 s', 'infinity')`,
    [forgotten, UTILITY],
  );
  await stack.startService();
});

afterAll(() => stack.stop());

interface Delivered {
  readonly deliveryId: string;
  readonly tokens: readonly string[];
  readonly expiresAt: string;
}

let lastToken = 10n ** 19n;
const newToken = (): string => String(++lastToken);

/** A meter that is online and listens for tokens. */
async function listening(meter: { meterNumber: string; password: string }): Promise<RawClient> {
  const client = await stack.login(meter);
  await client.subscribe(`meters/${meter.meterNumber}/tokens`, `meters/${meter.meterNumber}/commands`);
  client.publish(`meters/${meter.meterNumber}/state`, '{"online":true}', { id: 60_000, retain: true });
  await client.until(() => client.acked().includes(60_000));
  return client;
}

const received = (client: RawClient): Delivered[] =>
  client
    .of('publish')
    .filter(({ topic }) => topic.endsWith('/tokens'))
    .map(({ payload }) => JSON.parse(payload.toString()) as Delivered);

let messageId = 0;
async function answer(client: RawClient, meterNumber: string, body: object): Promise<void> {
  const id = ++messageId;
  client.publish(`meters/${meterNumber}/token-results`, JSON.stringify(body), id);
  await client.until(() => client.acked().includes(id));
}

const quarantined = async (meterNumber: string): Promise<string[]> =>
  (await stack.rows<{ code: string }>('select code from quarantine where meter_number = $1', [meterNumber])).map(({ code }) => code);

describe('a token', () => {
  it('goes to the meter and comes back as its own verdict, once', async () => {
    const meter = await stack.newMeter();
    const { meterNumber } = meter;
    const client = await listening(meter);
    const token = newToken();

    const vendId = await stack.announceVend(meterNumber, [token]);
    await client.until(() => received(client).length === 1);
    const [delivery] = received(client);
    expect(delivery?.tokens).toEqual([token]);
    const verdict = { deliveryId: delivery?.deliveryId, token, result: 'accepted', creditRemaining: '43.2' };
    await answer(client, meterNumber, verdict);
    await answer(client, meterNumber, verdict);

    const [accepted, ...more] = await eventually(() => {
      const events = stack.eventsOf('telemetry.token.accepted', meterNumber);
      expect(events).toHaveLength(1);
      return events;
    });
    expect(accepted?.data).toMatchObject({ vendId, meterNumber, alreadyCredited: false, creditRemaining: '43.2' });
    expect(more).toEqual([]);
    const { body } = await stack.call('GET', `/v1/meters/${meterNumber}`);
    expect(body['creditRemaining']).toBe('43.2');
  });

  it('waits for a meter that is away and is sent when it connects', async () => {
    const meter = await stack.newMeter();
    const token = newToken();
    await stack.announceVend(meter.meterNumber, [token]);
    await eventually(async () =>
      expect(await stack.rows('select attempts from token_delivery where meter_number = $1', [meter.meterNumber])).toEqual([
        { attempts: 0 },
      ]),
    );

    const client = await listening(meter);

    await client.until(() => received(client).length === 1);
    expect(received(client)[0]?.tokens).toEqual([token]);
  });

  it('is sent again to a meter that connects again without having answered', async () => {
    const meter = await stack.newMeter();
    const first = await listening(meter);
    await stack.announceVend(meter.meterNumber, [newToken()]);
    await first.until(() => received(first).length === 1);
    first.kill();

    const second = await listening(meter);
    await second.until(() => received(second).length === 1);
    expect(received(second)[0]?.deliveryId).toBe(received(first)[0]?.deliveryId);
  });

  it('follows the one before: the next vend is sent after the verdict on this one', async () => {
    const meter = await stack.newMeter();
    const { meterNumber } = meter;
    const client = await listening(meter);
    const [one, two] = [newToken(), newToken()];
    await stack.announceVend(meterNumber, [one]);
    await client.until(() => received(client).length === 1);
    await stack.announceVend(meterNumber, [two]);
    await eventually(async () =>
      expect(await stack.rows(`select 1 from token_delivery where meter_number = $1 and state = 'pending'`, [meterNumber])).toHaveLength(2),
    );
    expect(received(client)).toHaveLength(1);

    await answer(client, meterNumber, { deliveryId: received(client)[0]?.deliveryId, token: one, result: 'rejected', code: 'old' });

    await client.until(() => received(client).length === 2);
    expect(received(client)[1]?.tokens).toEqual([two]);
    await eventually(() => expect(stack.eventsOf('telemetry.token.rejected', meterNumber)[0]?.data).toMatchObject({ code: 'old' }));
  });

  it('that the meter calls used was credited before: accepted, and said so', async () => {
    const meter = await stack.newMeter();
    const client = await listening(meter);
    const token = newToken();
    await stack.announceVend(meter.meterNumber, [token]);
    await client.until(() => received(client).length === 1);

    await answer(client, meter.meterNumber, { deliveryId: received(client)[0]?.deliveryId, token, result: 'rejected', code: 'used' });

    await eventually(() =>
      expect(stack.eventsOf('telemetry.token.accepted', meter.meterNumber)[0]?.data).toMatchObject({ alreadyCredited: true }),
    );
  });

  it('set of two is accepted when both are', async () => {
    const meter = await stack.newMeter();
    const client = await listening(meter);
    const tokens = [newToken(), newToken()];
    await stack.announceVend(meter.meterNumber, tokens);
    await client.until(() => received(client).length === 1);
    const { deliveryId } = received(client)[0]!;

    await answer(client, meter.meterNumber, { deliveryId, token: tokens[0], result: 'accepted' });
    expect(await stack.rows('select state from token_delivery where delivery_id = $1', [deliveryId])).toEqual([{ state: 'pending' }]);
    await answer(client, meter.meterNumber, { deliveryId, token: tokens[1], result: 'accepted' });
    expect(await stack.rows('select state from token_delivery where delivery_id = $1', [deliveryId])).toEqual([{ state: 'accepted' }]);
  });

  it('that nobody answered in time is given up when the service starts', async () => {
    await eventually(async () =>
      expect(await stack.rows('select state, code from token_delivery where delivery_id = $1', [forgotten])).toEqual([
        { state: 'expired', code: 'expired' },
      ]),
    );
  });

  it('is not planned for a meter without credentials', async () => {
    const meterNumber = newMeterNumber();
    await stack.announceMeter(meterNumber);
    await stack.announceVend(meterNumber, [newToken()]);
    const reached = await stack.newMeter();
    await stack.announceVend(reached.meterNumber, [newToken()]);

    await eventually(async () =>
      expect(await stack.rows('select 1 from token_delivery where meter_number = $1', [reached.meterNumber])).toHaveLength(1),
    );
    expect(await stack.rows('select 1 from token_delivery where meter_number = $1', [meterNumber])).toEqual([]);
  });
});

describe('a token result', () => {
  it('of a delivery nobody made, of another meter, or of another token is set aside', async () => {
    const meter = await stack.newMeter();
    const other = await stack.newMeter();
    const client = await listening(meter);
    const thief = await listening(other);
    const token = newToken();
    await stack.announceVend(meter.meterNumber, [token]);
    await client.until(() => received(client).length === 1);
    const { deliveryId } = received(client)[0]!;

    await answer(client, meter.meterNumber, { deliveryId: randomUUID(), token, result: 'accepted' });
    await answer(client, meter.meterNumber, { deliveryId, token: newToken(), result: 'accepted' });
    await answer(thief, other.meterNumber, { deliveryId, token, result: 'accepted' });

    expect((await quarantined(meter.meterNumber)).toSorted()).toEqual(['telemetry.delivery_token_unknown', 'telemetry.delivery_unknown']);
    expect(await quarantined(other.meterNumber)).toEqual(['telemetry.delivery_unknown']);
    expect(await stack.rows('select state from token_delivery where delivery_id = $1', [deliveryId])).toEqual([{ state: 'pending' }]);
  });
});
