import { randomUUID } from 'node:crypto';
import type { EventDefinition } from '@openprepay/contracts/event';
import { TokenAccepted, TokenRejected } from '@openprepay/contracts/telemetry';
import { MeterChanged, VendCompleted } from '@openprepay/contracts/vending';
import { whileTaking } from '@openprepay/testing/broken-table';
import { UTILITY } from '@openprepay/testing/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { meterChangedOf, vendCompletedOf } from '../../test/events-of-vending.js';
import { callerOf, openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { SendCommand } from '../commands/send-command.js';
import { IssueCredentials } from '../credentials/issue-credentials.js';
import { ReassignMeter } from '../credentials/reassign-meter.js';
import { ReportPresence } from '../presence/report-presence.js';
import { limits } from '../telemetry-limits.js';
import type { TokenResultUplink } from '../uplink/uplink.js';
import { ExpireDeliveries } from './expire-deliveries.js';
import { RecordTokenResult } from './record-token-result.js';
import { SendDeliveries } from './send-deliveries.js';

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const OTHER_TRACE = '00-11111111111111111111111111111111-b7ad6b7169203331-01';
const HOUR_MS = 3_600_000;

let telemetry: OpenedTelemetry;
beforeAll(async () => {
  telemetry = await openTelemetry({ TOKEN_DELIVERY_HOURS: '72' });
});
afterAll(() => telemetry.stop());

let lastToken = 10n ** 19n;
const newToken = (): string => String(++lastToken);

async function sell(meterNumber: string, token: string, traceparent?: string, utility = UTILITY): Promise<string> {
  const options = { utility, ...(traceparent === undefined ? {} : { traceparent }) };
  await telemetry.deliver(VendCompleted, [vendCompletedOf(meterNumber, [token])], options);
  const { rows } = await telemetry.owner.query<{ delivery_id: string }>(
    'select delivery_id from token_delivery where meter_number = $1 order by created_at desc, delivery_id desc limit 1',
    [meterNumber],
  );
  return rows[0]!.delivery_id;
}

type Verdict = TokenResultUplink['verdict'];
const accepted: Verdict = { accepted: true };

const answer = (result: Omit<TokenResultUplink, 'kind' | 'verdict'>, verdict: Verdict = accepted): Promise<void> =>
  telemetry.run((tx) =>
    telemetry.get(RecordTokenResult).execute(tx, { result: { ...result, kind: 'token-result', verdict }, at: telemetry.clock.now() }),
  );

const connect = (meterNumber: string): Promise<void> =>
  telemetry.run((tx) =>
    telemetry.get(ReportPresence).execute(tx, {
      meter: { utility: tx.utility, meterNumber, meterPan: '600727070000000178' },
      state: { kind: 'state', meterNumber, online: true },
      at: telemetry.clock.now(),
    }),
  );

async function tracesOf(event: EventDefinition, meterNumber: string): Promise<readonly (string | undefined)[]> {
  const events = await telemetry.events(event);
  return events.filter(({ data }) => (data as { meterNumber: string }).meterNumber === meterNumber).map(({ traceparent }) => traceparent);
}

/** Deliveries know the database's clock alone: to them time passes when what they remember lies further back. */
const pass = (ms: number): Promise<unknown> =>
  telemetry.owner.query(
    `update token_delivery set created_at = created_at - $1 * interval '1 ms', expires_at = expires_at - $1 * interval '1 ms',
       next_attempt_at = next_attempt_at - $1 * interval '1 ms'`,
    [ms],
  );

const stateOf = async (deliveryId: string): Promise<unknown> =>
  (await telemetry.owner.query('select state, code from token_delivery where delivery_id = $1', [deliveryId])).rows[0];

describe('the trace of a vend', () => {
  it('goes on with what the meter answers', async () => {
    const [one, two] = [await telemetry.meter(), await telemetry.meter()];
    const [first, second] = [newToken(), newToken()];
    const firstId = await sell(one, first, TRACE);
    const secondId = await sell(two, second, OTHER_TRACE);

    await answer({ meterNumber: two, deliveryId: secondId, token: second }, { accepted: false, code: 'old' });
    await answer({ meterNumber: one, deliveryId: firstId, token: first });

    expect(await tracesOf(TokenAccepted, one)).toEqual([TRACE]);
    expect(await tracesOf(TokenRejected, two)).toEqual([OTHER_TRACE]);
  });

  it('goes on when the meter never answers, each with its own in one round', async () => {
    const [one, two] = [await telemetry.meter(), await telemetry.meter()];
    await sell(one, newToken(), TRACE);
    await sell(two, newToken(), OTHER_TRACE);
    await pass(72 * HOUR_MS);

    expect(await telemetry.get(ExpireDeliveries).execute()).toBeGreaterThanOrEqual(2);

    expect(await tracesOf(TokenRejected, one)).toEqual([TRACE]);
    expect(await tracesOf(TokenRejected, two)).toEqual([OTHER_TRACE]);
  });

  it('is given up apart from what another utility’s cannot be given up by', async () => {
    const [theirs, ours] = [await telemetry.meter('aaa'), await telemetry.meter()];
    const [first, second] = [await sell(theirs, newToken(), TRACE, 'aaa'), await sell(ours, newToken(), OTHER_TRACE)];
    await pass(72 * HOUR_MS);
    const states = async (): Promise<readonly unknown[]> => [await stateOf(first), await stateOf(second)];
    const expired = { state: 'expired', code: 'expired' };

    const expire = (): Promise<number> => telemetry.get(ExpireDeliveries).execute();
    await whileTaking(telemetry.owner, { table: 'alarm', only: `utility <> 'aaa'` }, expire);
    expect(await states()).toEqual([{ state: 'pending', code: null }, expired]);

    await expire();
    expect(await states()).toEqual([expired, expired]);
  });

  it('is none where the vend had none', async () => {
    const meterNumber = await telemetry.meter();
    const token = newToken();

    await answer({ meterNumber, deliveryId: await sell(meterNumber, token), token });

    expect(await tracesOf(TokenAccepted, meterNumber)).toEqual([undefined]);
  });
});

describe('a delivery', () => {
  it('is made once for a vend, however often that is told', async () => {
    const meterNumber = await telemetry.meter();
    const vend = vendCompletedOf(meterNumber, [newToken()]);

    await telemetry.deliver(VendCompleted, [vend]);
    await telemetry.deliver(VendCompleted, [vend]);

    const { rowCount } = await telemetry.owner.query('select 1 from token_delivery where meter_number = $1', [meterNumber]);
    expect(rowCount).toBe(1);
  });

  it('is sent to a meter that is there, and again only after a pause, which grows', async () => {
    const meterNumber = await telemetry.meter();
    const deliveryId = await sell(meterNumber, newToken());
    const send = telemetry.get(SendDeliveries);
    const { baseMs } = limits.deliveries.retry;
    const sent = () => telemetry.downlink.of(meterNumber).length;

    await send.execute();
    expect(sent()).toBe(0);

    await connect(meterNumber);
    await send.execute();
    await send.execute();
    expect(telemetry.downlink.of(meterNumber)).toMatchObject([{ deliveryId }]);

    await pass(baseMs / 2);
    await send.execute();
    expect(sent()).toBe(1);

    await pass(baseMs);
    await send.execute();
    expect(sent()).toBe(2);

    await pass(baseMs * 1.25);
    await send.execute();
    expect(sent()).toBe(2);
  });

  it('waits while the service has no broker', async () => {
    const meterNumber = await telemetry.meter();
    await sell(meterNumber, newToken());
    await connect(meterNumber);

    telemetry.downlink.connected = false;
    expect(await telemetry.get(SendDeliveries).execute()).toBe(0);

    telemetry.downlink.connected = true;
    expect(await telemetry.get(SendDeliveries).execute()).toBeGreaterThan(0);
    expect(telemetry.downlink.of(meterNumber)).toHaveLength(1);
  });

  it('never reaches the meter of another utility that has the number by now, nor does a command', async () => {
    const meterNumber = await telemetry.meter();
    const token = newToken();
    await sell(meterNumber, token);
    await connect(meterNumber);
    await telemetry.deliver(MeterChanged, [meterChangedOf(meterNumber)], { utility: 'other' });
    const platform = callerOf('admin', { platform: true });
    await telemetry.get(ReassignMeter).execute(platform, { meterNumber, utility: 'other' });
    await telemetry.get(IssueCredentials).execute(callerOf('engineer', { utility: 'other' }), { meterNumber });

    await telemetry.get(SendDeliveries).execute();
    const command = telemetry.get(SendCommand).execute(callerOf('engineer'), { meterNumber, kind: 'relay-open', params: {} });

    await expect(command).rejects.toMatchObject({ code: 'telemetry.meter_offline' });
    expect(telemetry.downlink.of(meterNumber)).toEqual([]);
  });

  it('that was given up is accepted all the same when the meter says so later', async () => {
    const meterNumber = await telemetry.meter();
    const token = newToken();
    const deliveryId = await sell(meterNumber, token);
    await pass(72 * HOUR_MS);
    await telemetry.get(ExpireDeliveries).execute();
    expect(await stateOf(deliveryId)).toEqual({ state: 'expired', code: 'expired' });

    await answer({ meterNumber, deliveryId, token });

    expect(await stateOf(deliveryId)).toEqual({ state: 'accepted', code: null });
    expect(await tracesOf(TokenAccepted, meterNumber)).toHaveLength(1);
  });

  it('of another utility is unknown, whatever its number', async () => {
    const meterNumber = await telemetry.meter('other');
    await telemetry.deliver(VendCompleted, [vendCompletedOf(meterNumber, [newToken()])], { utility: 'other' });
    const { rows } = await telemetry.owner.query<{ delivery_id: string; tokens: string[] }>(
      'select delivery_id, tokens from token_delivery where meter_number = $1',
      [meterNumber],
    );
    const { delivery_id: deliveryId, tokens } = rows[0]!;

    await expect(answer({ meterNumber, deliveryId, token: tokens[0]! })).rejects.toMatchObject({ code: 'telemetry.delivery_unknown' });
    await expect(answer({ meterNumber, deliveryId: randomUUID(), token: tokens[0]! })).rejects.toMatchObject({
      code: 'telemetry.delivery_unknown',
    });
  });
});
