import { ReadingsReported } from '@openprepay/contracts/telemetry';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import { renderMetrics } from '@openprepay/runtime/metrics';
import { meterPan } from '@openprepay/sts';
import { whileTaking } from '@openprepay/testing/broken-table';
import { UTILITY } from '@openprepay/testing/identity';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { callerOf, openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { FindAlarms } from '../alarms/find-alarms.js';
import { FindSeries } from '../series/find-series.js';
import { CREDIT_REGISTER } from '../shadow/shadow.js';
import { limits } from '../telemetry-limits.js';
import { HourMarkRepository } from './hour-mark.repository.js';
import { JudgeBusyMeters } from './judge-busy-meters.js';
import { SettleHours } from './settle-hours.js';

const HOUR_MS = 3_600_000;
const REGISTER = '1-0:1.8.0';
const REST_SECONDS = 10;

let telemetry: OpenedTelemetry;
beforeAll(async () => {
  telemetry = await openTelemetry({ READINGS_SETTLE_SECONDS: String(REST_SECONDS) });
});
afterAll(() => telemetry.stop());
beforeEach(() => telemetry.owner.query('truncate reading_stale, reading_settling'));

/** Within an hour that ended before this one began. */
const at = (minute: number): Date => new Date(Math.floor(telemetry.clock.now().getTime() / HOUR_MS - 2) * HOUR_MS + minute * 60_000);

async function report(meterNumber: string, ts: Date, registers: Readonly<Record<string, string>>, utility = UTILITY): Promise<void> {
  const message = { meterNumber, meterPan: meterPan(meterNumber), seq: 1, receivedAt: telemetry.clock.now() };
  await telemetry.deliver(ReadingsReported, [{ ...message, readings: [{ ts, registers: { ...registers } }] }], { utility });
}

/** Marks have stood for so much longer. */
const pass = (seconds: number): Promise<unknown> =>
  telemetry.owner.query(
    `update reading_stale set marked_at = marked_at - $1 * interval '1 second', touched_at = touched_at - $1 * interval '1 second',
       judged_at = judged_at - $1 * interval '1 second'`,
    [seconds],
  );

async function settleAll(): Promise<void> {
  while ((await telemetry.get(SettleHours).execute()).hours > 0);
}
const rollUps = async (meterNumber: string): Promise<number> =>
  (await telemetry.owner.query(`select from reading_hour where meter_number = $1`, [meterNumber])).rows.length;

async function consumed(meterNumber: string): Promise<readonly (string | undefined)[]> {
  const range = { from: at(0), to: at(60) };
  const query = { meterNumber, register: REGISTER, resolution: 'hour' as const, limit: 10, ...range };
  const { items } = await telemetry.get(FindSeries).execute(callerOf('operator', { timeZone: 'UTC' }), query);
  return items.map(({ consumption }) => consumption);
}

const alarmsOf = async (meterNumber: string): Promise<readonly string[]> =>
  (await telemetry.get(FindAlarms).execute(callerOf('operator'), { meterNumber, limit: 10, order: 'newest' })).items.map(
    ({ kind }) => kind,
  );

describe('an hour to which points keep coming', () => {
  it('is summed up once it rests, and is right at any moment before', async () => {
    const meterNumber = await telemetry.meter();
    await report(meterNumber, at(1), { [REGISTER]: '10' });
    for (let minute = 2; minute <= 4; minute++) {
      await pass(REST_SECONDS);
      await report(meterNumber, at(minute), { [REGISTER]: `${9 + minute}` });

      await settleAll();

      expect(await rollUps(meterNumber)).toBe(0);
      expect(await consumed(meterNumber)).toEqual([`${minute - 1}`]);
    }

    await pass(REST_SECONDS);
    await settleAll();

    expect(await rollUps(meterNumber)).toBe(1);
    expect(await consumed(meterNumber)).toEqual(['3']);
  });

  it('is summed up all the same when it has not rested for long', async () => {
    const meterNumber = await telemetry.meter();
    await report(meterNumber, at(1), { [REGISTER]: '10' });
    await pass(limits.validation.longestBusyMs / 1_000);
    await report(meterNumber, at(2), { [REGISTER]: '11' });

    await settleAll();

    expect(await rollUps(meterNumber)).toBe(1);
  });

  it('is not kept from its rest by points that are there already', async () => {
    const meterNumber = await telemetry.meter();
    await report(meterNumber, at(1), { [REGISTER]: '10' });
    await pass(REST_SECONDS);
    await report(meterNumber, at(1), { [REGISTER]: '10' });

    await settleAll();

    expect(await rollUps(meterNumber)).toBe(1);
  });

  it('does not keep its meter from being held against the rules of alarms, once in as long as an hour rests', async () => {
    const meterNumber = await telemetry.meter();
    const judge = () => telemetry.get(JudgeBusyMeters).execute();
    const now = () => telemetry.clock.now();
    await report(meterNumber, now(), { [CREDIT_REGISTER]: '5' });
    await pass(REST_SECONDS);
    await report(meterNumber, new Date(now().getTime() + 1_000), { [CREDIT_REGISTER]: '4' });
    expect(await judge()).toBe(1);
    expect(await alarmsOf(meterNumber)).toEqual([]);

    telemetry.clock.advance(5_000);
    await report(meterNumber, now(), { [CREDIT_REGISTER]: '0' });
    expect(await judge()).toBe(0);
    await pass(REST_SECONDS);
    telemetry.clock.advance(1_000);
    await report(meterNumber, now(), { [CREDIT_REGISTER]: '0' });
    expect(await judge()).toBe(1);

    expect(await alarmsOf(meterNumber)).toEqual(['credit-zero']);
    await settleAll();
    expect(await rollUps(meterNumber)).toBe(0);
  });
});

describe('marks of hours', () => {
  it('are moved aside, and taken for judged, no more at a time than is said', async () => {
    const marks = telemetry.get(HourMarkRepository);
    const quietMs = REST_SECONDS * 1_000;
    const meters = [await telemetry.meter(), await telemetry.meter(), await telemetry.meter()];
    for (const meterNumber of meters) await report(meterNumber, at(1), { [REGISTER]: '10' });
    await telemetry.owner.query(`update reading_stale set marked_at = marked_at - interval '1 hour'`);
    const takeBusy = () => telemetry.run((tx) => marks.takeBusy(tx, { quietMs, limit: 1 }), ALL_UTILITIES);
    const claim = () => telemetry.run((tx) => marks.claim(tx, { quietMs, longestMs: quietMs, limit: 1 }), ALL_UTILITIES);

    const busy = [await takeBusy(), await takeBusy(), await takeBusy(), await takeBusy()];
    expect(busy.map((taken) => taken.length)).toEqual([1, 1, 1, 0]);
    expect(busy.flatMap((taken) => taken.map(({ meterNumber }) => meterNumber)).sort()).toEqual(meters.toSorted());
    expect([await claim(), await claim(), await claim(), await claim()]).toEqual([1, 1, 1, 0]);
  });
});

describe('what fails for one utility', () => {
  /** It comes before the others. */
  const BROKEN = 'aaa';
  const meters = async () => ({ theirs: await telemetry.meter(BROKEN), ours: await telemetry.meter() });
  /** What is not `only` so cannot be written into the table meanwhile: of that utility nothing, unless given. */
  async function without(table: string, work: () => Promise<void>, only = `utility <> '${BROKEN}'`): Promise<void> {
    await whileTaking(telemetry.owner, { table, only }, work);
  }
  async function failuresOf(task: string): Promise<number> {
    const told = (await renderMetrics()).text
      .split('\n')
      .find((line) => line.startsWith(`openprepay_utility_failures_total{task="${task}"}`));
    return Number(told?.split(' ').at(-1) ?? 0);
  }
  async function longestWaitSeconds(): Promise<number> {
    const [, seconds] = /^telemetry_hours_oldest_wait_seconds (\S+)$/m.exec((await renderMetrics()).text) ?? [];
    return Number(seconds);
  }

  it('keeps no other’s meters from being held against the rules of alarms, and is counted', async () => {
    const { theirs, ours } = await meters();
    const reportBoth = async (ts: Date): Promise<void> => {
      await report(theirs, ts, { [CREDIT_REGISTER]: '0' }, BROKEN);
      await report(ours, ts, { [CREDIT_REGISTER]: '0' });
    };
    await reportBoth(telemetry.clock.now());
    await pass(REST_SECONDS);
    await reportBoth(new Date(telemetry.clock.now().getTime() + 1_000));

    const before = await failuresOf('meters whose hours do not rest');
    await without('alarm_cause', async () => {
      expect(await telemetry.get(JudgeBusyMeters).execute()).toBe(2);
    });

    expect(await alarmsOf(ours)).toEqual(['credit-zero']);
    expect((await failuresOf('meters whose hours do not rest')) - before).toBe(1);
  });

  it('keeps none of its other meters from being held against the rules of alarms, and is counted once for each that it fails for', async () => {
    const own = [
      await telemetry.meter(),
      await telemetry.meter(),
      await telemetry.meter(),
      await telemetry.meter(),
      await telemetry.meter(),
    ];
    const [failing, other, ...rest] = own as [string, string, ...string[]];
    const reportAll = async (ts: Date): Promise<void> => {
      for (const meterNumber of own) await report(meterNumber, ts, { [CREDIT_REGISTER]: '0' });
    };
    await reportAll(telemetry.clock.now());
    await pass(REST_SECONDS);
    await reportAll(new Date(telemetry.clock.now().getTime() + 1_000));
    const before = await failuresOf('meters whose hours do not rest');

    const judge = async (): Promise<void> => expect(await telemetry.get(JudgeBusyMeters).execute()).toBe(own.length);
    await without('alarm_cause', judge, `meter_number not in ('${failing}', '${other}')`);

    expect(await Promise.all(own.map(alarmsOf))).toEqual([[], [], ...rest.map(() => ['credit-zero'])]);
    expect((await failuresOf('meters whose hours do not rest')) - before).toBe(2);
  });

  it('keeps no other’s hours from being summed up, and how long its own wait is told', async () => {
    const { theirs, ours } = await meters();
    await report(theirs, at(1), { [REGISTER]: '10' }, BROKEN);
    await report(ours, at(1), { [REGISTER]: '10' });
    await pass(3_600);

    await without('reading_hour', settleAll);

    expect([await rollUps(ours), await rollUps(theirs)]).toEqual([1, 0]);
    expect(await longestWaitSeconds()).toBeGreaterThanOrEqual(3_600);
    telemetry.clock.advance(limits.validation.passedOverMs);
    await settleAll();
    expect(await rollUps(theirs)).toBe(1);
    expect(await longestWaitSeconds()).toBe(0);
  });

  it('keeps no hours of its other meters from being summed up, however many it fails for, all of which are passed over from then on', async () => {
    const own: string[] = [];
    for (let meter = 0; meter < 7; meter++) own.push(await telemetry.meter());
    const failing = [own[1]!, own[2]!, own[5]!];
    for (const meterNumber of own) await report(meterNumber, at(1), { [REGISTER]: '10' });
    await pass(REST_SECONDS);
    const round = async (): Promise<void> => void (await telemetry.get(SettleHours).execute());
    const summedUp = async (): Promise<readonly string[]> => {
      const counts = await Promise.all(own.map(async (meterNumber) => [meterNumber, await rollUps(meterNumber)] as const));
      return counts.flatMap(([meterNumber, count]) => (count > 0 ? [meterNumber] : []));
    };
    const before = await failuresOf('hours of readings');

    await without('reading_hour', round, `meter_number not in (${failing.map((meterNumber) => `'${meterNumber}'`).join(', ')})`);

    expect(await summedUp()).toEqual(own.filter((meterNumber) => !failing.includes(meterNumber)));
    expect((await failuresOf('hours of readings')) - before).toBe(failing.length);
    await round();
    expect(await summedUp()).toHaveLength(own.length - failing.length);
    expect(await longestWaitSeconds()).toBeGreaterThan(0);
    telemetry.clock.advance(limits.validation.passedOverMs);
    await round();
    expect(await summedUp()).toEqual(own);
  });
});

describe('hours that the database has no time for together', () => {
  it('are summed up in lots that are halved from one round to the next until there is', async () => {
    const own: string[] = [];
    for (let meter = 0; meter < 7; meter++) own.push(await telemetry.meter());
    for (const meterNumber of own) await report(meterNumber, at(1), { [REGISTER]: '10' });
    await pass(REST_SECONDS);
    await telemetry.owner.query(`
      create function take_long() returns trigger language plpgsql as $$ begin
        if (select count(*) from stored) > 2 then raise exception 'canceling statement due to statement timeout' using errcode = '57014'; end if;
        return null; end $$`);
    await telemetry.owner.query(
      'create trigger take_long after insert on reading_hour referencing new table as stored for each statement execute function take_long()',
    );

    for (let round = 0; round < 3; round++) await telemetry.get(SettleHours).execute();

    const counts = await Promise.all(own.map(rollUps));
    await telemetry.owner.query('drop function take_long cascade');
    expect(counts).toEqual(own.map(() => 1));
  });
});
