import { TokenRejected } from '@openprepay/contracts/telemetry';
import { MeterChanged, VendCompleted } from '@openprepay/contracts/vending';
import { meterPan } from '@openprepay/sts';
import { newMeterNumber } from '@openprepay/testing/meter';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { meterChangedOf, vendCompletedOf } from '../../test/events-of-vending.js';
import { callerOf, openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { ExpireDeliveries } from '../deliveries/expire-deliveries.js';
import { FindDeliveries } from '../deliveries/find-deliveries.js';
import { RecordTokenResult } from '../deliveries/record-token-result.js';
import { SendDeliveries } from '../deliveries/send-deliveries.js';
import { ReportPresence } from '../presence/report-presence.js';
import { SweepPresence } from '../presence/sweep-presence.js';
import { PurgeOldRows } from '../retention/purge-old-rows.js';
import { CountDeliveries } from './count-deliveries.js';
import { CountMessages } from './count-messages.js';
import { FindFleet } from './find-fleet.js';
import { FoldCounts } from './fold-counts.js';

const HOUR_MS = 3_600_000;
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

let telemetry: OpenedTelemetry;
beforeEach(async () => void (telemetry = await openTelemetry({ PRESENCE_STALE_MS: '60000' })));
afterEach(() => telemetry.stop());

const operator = callerOf('operator');
const fleet = (utility?: string) => telemetry.get(FindFleet).execute(utility === undefined ? operator : callerOf('operator', { utility }));
const fold = () => telemetry.get(FoldCounts).execute();
const say = (meterNumber: string, online: boolean, at = telemetry.clock.now()): Promise<void> =>
  telemetry.run((tx) =>
    telemetry.get(ReportPresence).execute(tx, {
      meter: { utility: tx.utility, meterNumber, meterPan: meterPan(meterNumber) },
      state: { kind: 'state', meterNumber, online },
      at,
    }),
  );
let lastToken = 10n ** 19n;
const sell = async (meterNumber: string): Promise<{ readonly vendId: string; readonly token: string }> => {
  const token = String(++lastToken);
  const vend = vendCompletedOf(meterNumber, [token]);
  await telemetry.deliver(VendCompleted, [vend], { traceparent: `00-${TRACE_ID}-b7ad6b7169203331-01` });
  return { vendId: vend.vendId, token };
};
const deliveryOf = async (vendId: string) => (await telemetry.get(FindDeliveries).execute(operator, { vendId, limit: 10 })).items[0]!;

describe('the counts of a fleet', () => {
  it('say how many meters are there, away and never heard of', async () => {
    const [here, away] = [await telemetry.meter(), await telemetry.meter()];
    await telemetry.deliver(MeterChanged, [meterChangedOf(newMeterNumber())]);
    await telemetry.meter('north');
    await say(here, true);
    await say(away, true);
    await say(away, false);

    const expected = { meters: 3, connected: 1, offline: 1, neverSeen: 1 };
    expect(await fleet()).toMatchObject(expected);
    await fold();
    expect(await fleet()).toMatchObject(expected);
    expect(await fleet('north')).toMatchObject({ meters: 1, connected: 0, offline: 0, neverSeen: 1 });
  });

  it('say how long those are silent that are away', async () => {
    for (const hours of [0, 3, 30, 100]) {
      const meterNumber = await telemetry.meter();
      const at = new Date(telemetry.clock.now().getTime() - hours * HOUR_MS);
      await say(meterNumber, true, at);
      await say(meterNumber, false, at);
    }

    expect((await fleet()).lastSeen).toEqual([
      { olderThanHours: 1, meters: 3 },
      { olderThanHours: 24, meters: 2 },
      { olderThanHours: 72, meters: 1 },
      { olderThanHours: 168, meters: 0 },
      { olderThanHours: 720, meters: 0 },
    ]);
  });

  it('say what becomes of tokens, and a delivery when it was sent and settled', async () => {
    const [meterNumber, other] = [await telemetry.meter(), await telemetry.meter()];
    await say(meterNumber, true);
    const { vendId, token } = await sell(meterNumber);
    await sell(other);
    await telemetry.get(SendDeliveries).execute();
    const { deliveryId } = await deliveryOf(vendId);
    expect(await fleet()).toMatchObject({ deliveries: [{ state: 'pending', count: 2 }] });

    const result = { kind: 'token-result', meterNumber, deliveryId, token, verdict: { accepted: false, code: 'old' } } as const;
    await telemetry.run((tx) => telemetry.get(RecordTokenResult).execute(tx, { result, at: telemetry.clock.now() }));

    expect(await telemetry.events(TokenRejected)).toHaveLength(1);
    expect((await fleet()).deliveries).toEqual([
      { state: 'pending', count: 1 },
      { state: 'rejected', count: 1 },
    ]);
    expect(await deliveryOf(vendId)).toMatchObject({
      state: 'rejected',
      traceId: TRACE_ID,
      code: 'old',
      attempts: 1,
      sentAt: expect.any(Date),
      settledAt: expect.any(Date),
    });
    const later = new Date(Date.now() + HOUR_MS);
    const lateRange = { from: later, to: new Date(later.getTime() + HOUR_MS) };
    expect(await telemetry.get(CountDeliveries).execute(operator, lateRange)).toEqual([]);
    await expect(telemetry.get(CountDeliveries).execute(operator, { from: later, to: later })).rejects.toMatchObject({
      code: 'telemetry.range_invalid',
    });
  });

  it('say how many messages come in a second, whichever instance took them', async () => {
    const counts = telemetry.get(CountMessages);
    for (let message = 0; message < 30; message++) counts.count('acme');
    await counts.execute();
    await counts.execute();
    await telemetry.owner.query(`update fleet_change set bucket = bucket - interval '20 seconds'`);

    expect((await fleet()).messagesPerSecond).toBe(0.5);
    await fold();
    expect((await fleet()).messagesPerSecond).toBe(0.5);
    expect((await fleet('north')).messagesPerSecond).toBe(0);

    await telemetry.owner.query(`update fleet_count set bucket = bucket - interval '2 hours' where figure = 'messages'`);
    await fold();
    expect((await telemetry.owner.query(`select from fleet_count where figure = 'messages'`)).rowCount).toBe(0);
  });

  it('are what a count of the rows says, after meters came and went, tokens ended in every way and old rows were forgotten, many at once', async () => {
    const meters = await Promise.all(Array.from({ length: 12 }, () => telemetry.meter()));
    const vends = await Promise.all(meters.map((meterNumber) => sell(meterNumber)));
    const [first, second, ...rest] = meters as [string, string, ...string[]];
    await Promise.all([...rest, first].map((meterNumber) => say(meterNumber, true)));
    const { deliveryId } = await deliveryOf(vends[0]!.vendId);
    const result = { kind: 'token-result', meterNumber: first, deliveryId, token: vends[0]!.token, verdict: { accepted: true } } as const;
    await Promise.all([
      telemetry.run((tx) => telemetry.get(RecordTokenResult).execute(tx, { result, at: telemetry.clock.now() })),
      fold(),
      fold(),
      ...rest.slice(0, 4).map((meterNumber) => say(meterNumber, false)),
      say(second, true),
    ]);
    telemetry.clock.advance(120_000);
    await telemetry.get(SweepPresence).execute();
    await telemetry.owner.query(`update token_delivery set expires_at = now() where meter_number = $1`, [second]);
    await telemetry.get(ExpireDeliveries).execute();
    await telemetry.owner.query(`update token_delivery set settled_at = settled_at - interval '9 years' where state = 'expired'`);
    await telemetry.get(PurgeOldRows).execute();
    await telemetry.meter();
    await say(rest[0]!, true);

    const kept = await keptCounts();
    expect(kept).toEqual(await countedRows());
    expect(Object.keys(kept)).toEqual([
      'alarm:2:delivery-failed',
      'connected',
      'delivery:accepted',
      'delivery:pending',
      'never-seen',
      'offline',
    ]);
    await fold();
    expect(await keptCounts()).toEqual(kept);
    expect((await telemetry.owner.query('select from fleet_change')).rowCount).toBe(0);
    expect((await telemetry.owner.query('select from fleet_count where total <= 0')).rowCount).toBe(0);
  });

  it('are added up without one of them being lost or counted twice, however many look and add up at the same time', async () => {
    await telemetry.owner.query(`insert into fleet_change select 'acme', 'connected', '-infinity', 1 from generate_series(1, 25000)`);
    const seen: number[] = [];
    const look = async () => {
      for (let looks = 0; looks < 10; looks++) seen.push((await fleet()).connected);
    };

    await Promise.all([look(), fold(), fold(), look(), fold()]);

    expect(new Set(seen)).toEqual(new Set([25_000]));
  });
});

const keptCounts = async (): Promise<Record<string, number>> => {
  const { rows } = await telemetry.owner.query<{ figure: string; total: number }>(
    `select figure, sum(total)::int as total from (
       select figure, bucket, total from fleet_count where utility = 'acme'
       union all select figure, bucket, delta from fleet_change where utility = 'acme') counts
     group by figure, bucket having sum(total) <> 0 order by figure, bucket`,
  );
  return summed(rows);
};

const countedRows = async (): Promise<Record<string, number>> => {
  const { rows } = await telemetry.owner.query<{ figure: string; total: number }>(
    `select figure, total::int from (
       select case when connected then 'connected' else 'offline' end as figure, count(*) as total from meter_state group by 1
       union all select 'delivery:' || state, count(*) from token_delivery group by 1
       union all select 'alarm:' || severity || ':' || kind, count(*) from alarm where acknowledged_at is null and cleared_at is null group by 1
       union all select 'never-seen', count(*) from meter where meter_number not in (select meter_number from meter_state)) counted
     order by figure`,
  );
  return summed(rows);
};

function summed(rows: readonly { readonly figure: string; readonly total: number }[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { figure, total } of rows) sums[figure] = (sums[figure] ?? 0) + total;
  return sums;
}
