import { AlarmAcknowledged, AlarmRaised, MeterEventReported, type MeterEventKind } from '@openprepay/contracts/telemetry';
import { MeterChanged, VendCompleted } from '@openprepay/contracts/vending';
import { meterPan } from '@openprepay/sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { meterChangedOf, vendCompletedOf } from '../../test/events-of-vending.js';
import { callerOf, openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { RecordTokenResult } from '../deliveries/record-token-result.js';
import { FindFleet } from '../fleet/find-fleet.js';
import { FindMeters } from '../fleet/find-meters.js';
import type { TokenResultUplink } from '../uplink/uplink.js';
import { AcknowledgeAlarm } from './acknowledge-alarm.js';
import { stateOf } from './alarm.js';
import { ClearAlarm } from './clear-alarm.js';
import { type AlarmQuery, FindAlarms } from './find-alarms.js';

let telemetry: OpenedTelemetry;
beforeAll(async () => void (telemetry = await openTelemetry()));
afterAll(() => telemetry.stop());

const operator = (utility: string) => callerOf('operator', { utility });
let seq = 0;
async function happen(utility: string, meterNumber: string, kind: MeterEventKind): Promise<void> {
  telemetry.clock.advance(1_000);
  const now = telemetry.clock.now();
  const event = { meterNumber, meterPan: meterPan(meterNumber), seq: ++seq, ts: now, receivedAt: now, kind };
  await telemetry.deliver(MeterEventReported, [event], { utility });
}
const list = async (utility: string, query: Partial<AlarmQuery> = {}) =>
  (await telemetry.get(FindAlarms).execute(operator(utility), { limit: 50, ...query })).items;
const kindsOf = async (utility: string, query: Partial<AlarmQuery> = {}) => (await list(utility, query)).map(({ kind }) => kind);
const openCounts = async (utility: string) => (await telemetry.get(FindFleet).execute(operator(utility))).openAlarms;

let lastToken = 10n ** 19n;
async function sellAndAnswer(utility: string, meterNumber: string, verdict: TokenResultUplink['verdict']): Promise<void> {
  const token = String(++lastToken);
  await telemetry.deliver(VendCompleted, [vendCompletedOf(meterNumber, [token])], { utility });
  const { rows } = await telemetry.owner.query<{ delivery_id: string }>('select delivery_id from token_delivery where tokens = $1', [
    [token],
  ]);
  const result = { kind: 'token-result', meterNumber, deliveryId: rows[0]!.delivery_id, token, verdict } as const;
  await telemetry.run((tx) => telemetry.get(RecordTokenResult).execute(tx, { result, at: telemetry.clock.now() }), utility);
}

describe('alarms', () => {
  it('are ranked: what must be looked at first comes first, and the newest of those, page by page', async () => {
    const meterNumber = await telemetry.meter('ranked');
    const other = await telemetry.meter('ranked');
    await happen('ranked', meterNumber, 'tamper');
    await happen('ranked', meterNumber, 'credit-low');
    await happen('ranked', meterNumber, 'credit-zero');
    await happen('ranked', other, 'cover-open');

    const order = { order: 'severity' } as const;
    expect(await kindsOf('ranked', order)).toEqual(['cover-open', 'tamper', 'credit-zero', 'credit-low']);
    const first = await telemetry.get(FindAlarms).execute(operator('ranked'), { limit: 1, ...order });
    const second = await telemetry.get(FindAlarms).execute(operator('ranked'), { limit: 2, cursor: first.nextCursor, ...order });
    const third = await telemetry.get(FindAlarms).execute(operator('ranked'), { limit: 2, cursor: second.nextCursor, ...order });
    expect([...first.items, ...second.items, ...third.items].map(({ severity }) => severity)).toEqual([1, 1, 3, 4]);
    await expect(list('ranked', { ...order, state: 'cleared' })).rejects.toMatchObject({ code: 'telemetry.order_invalid' });
  });

  it('are found by kind and by severity, and by the meters that have an open one', async () => {
    const [one, two] = [await telemetry.meter('found'), await telemetry.meter('found')];
    await happen('found', one, 'tamper');
    await happen('found', two, 'credit-low');
    const [tamper] = await list('found', { kind: 'tamper' });

    expect(await kindsOf('found', { severity: 4 })).toEqual(['credit-low']);
    const metersWith = async (alarm: 'true' | 'tamper' | 'offline') =>
      (await telemetry.get(FindMeters).execute(operator('found'), { limit: 10, alarm })).items.map(({ meterNumber }) => meterNumber);
    expect(await metersWith('true')).toEqual([one, two].toSorted());
    expect(await metersWith('tamper')).toEqual([one]);
    expect(await metersWith('offline')).toEqual([]);

    await telemetry.get(ClearAlarm).execute(operator('found'), { alarmId: tamper!.alarmId, reason: 'seal replaced' });
    expect(await metersWith('true')).toEqual([two]);
  });

  it('are found by the part of the network that their meters hang on', async () => {
    const [one, other] = [await telemetry.meter('hung'), await telemetry.meter('hung')];
    await telemetry.deliver(MeterChanged, [{ ...meterChangedOf(one), networkNode: 'TR-7' }], { utility: 'hung' });
    await happen('hung', one, 'tamper');
    await happen('hung', other, 'cover-open');

    expect(await kindsOf('hung', { networkNode: 'TR-7' })).toEqual(['tamper']);
    expect(await kindsOf('hung', { networkNode: 'TR-7', order: 'severity' })).toEqual(['tamper']);
    expect(await kindsOf('hung', { networkNode: 'TR-8' })).toEqual([]);
  });

  it('are cleared with a reason, once, and told of anew when their cause comes again', async () => {
    const meterNumber = await telemetry.meter('cleared');
    await happen('cleared', meterNumber, 'tamper');
    await happen('cleared', meterNumber, 'tamper');
    const [alarm, ...others] = await list('cleared');
    expect(others).toEqual([]);
    expect(await openCounts('cleared')).toEqual([{ kind: 'tamper', severity: 1, count: 1 }]);

    const clear = () => telemetry.get(ClearAlarm).execute(operator('cleared'), { alarmId: alarm!.alarmId, reason: 'a bird' });
    await telemetry.get(AcknowledgeAlarm).execute(operator('cleared'), { alarmId: alarm!.alarmId });
    const cleared = await clear();
    expect([cleared.clearedBy, cleared.clearReason, stateOf(cleared)]).toEqual(['operator', 'a bird', 'cleared']);
    await expect(clear()).rejects.toMatchObject({ code: 'telemetry.alarm_cleared' });
    await expect(telemetry.get(AcknowledgeAlarm).execute(operator('cleared'), { alarmId: alarm!.alarmId })).rejects.toMatchObject({
      code: 'telemetry.alarm_cleared',
    });
    await expect(
      telemetry.get(ClearAlarm).execute(operator('elsewhere'), { alarmId: alarm!.alarmId, reason: 'not mine' }),
    ).rejects.toMatchObject({ code: 'telemetry.alarm_unknown' });
    expect(await openCounts('cleared')).toEqual([]);

    await happen('cleared', meterNumber, 'tamper');
    expect((await list('cleared', { state: 'open' })).length).toBe(1);
    expect((await list('cleared', { state: 'cleared' })).map(({ alarmId }) => alarmId)).toEqual([alarm!.alarmId]);
    const raised = (await telemetry.events(AlarmRaised)).filter(({ data }) => data.meterNumber === meterNumber);
    expect(raised.map(({ data }) => data.severity)).toEqual([1, 1]);
  });

  it('are told of when somebody has looked, once, with who it was', async () => {
    const meterNumber = await telemetry.meter('looked');
    await happen('looked', meterNumber, 'tamper');
    const [alarm] = await list('looked');
    const acknowledge = () => telemetry.get(AcknowledgeAlarm).execute(operator('looked'), { alarmId: alarm!.alarmId });
    const { acknowledgedAt } = await acknowledge();
    await expect(acknowledge()).rejects.toMatchObject({ code: 'telemetry.alarm_acknowledged' });

    const { alarmId, meterPan: pan } = alarm!;
    const told = (await telemetry.events(AlarmAcknowledged)).filter(({ utility }) => utility === 'looked');
    expect(told).toMatchObject([
      { key: pan, data: { alarmId, meterNumber, meterPan: pan, kind: 'tamper', acknowledgedAt, acknowledgedBy: 'operator' } },
    ]);
  });

  it('about credit end by themselves when the meter credits a token, and begin where it does not get one', async () => {
    const meterNumber = await telemetry.meter('credit');
    await happen('credit', meterNumber, 'tamper');
    await happen('credit', meterNumber, 'credit-low');
    await happen('credit', meterNumber, 'credit-zero');
    await sellAndAnswer('credit', meterNumber, { accepted: false, code: 'old' });
    expect(await openCounts('credit')).toEqual([
      { kind: 'tamper', severity: 1, count: 1 },
      { kind: 'delivery-failed', severity: 2, count: 1 },
      { kind: 'credit-zero', severity: 3, count: 1 },
      { kind: 'credit-low', severity: 4, count: 1 },
    ]);

    await sellAndAnswer('credit', meterNumber, { accepted: true });

    expect(await kindsOf('credit', { state: 'open' })).toEqual(['tamper']);
    const ended = await list('credit', { state: 'cleared' });
    expect(ended.map(({ clearReason, clearedBy }) => [clearReason, clearedBy])).toEqual(Array(3).fill(['credited', undefined]));
    expect(await openCounts('credit')).toEqual([{ kind: 'tamper', severity: 1, count: 1 }]);
  });
});
