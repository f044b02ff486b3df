import { ReadingsReported } from '@openprepay/contracts/telemetry';
import { meterPan } from '@openprepay/sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerOf, openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { FindSeries } from '../series/find-series.js';
import type { RawPoint, Resolution } from '../series/series.js';
import { SettleHours } from '../validation/settle-hours.js';
import { FindExceptions } from './find-exceptions.js';
import { ResolveException } from './resolve-exception.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const IMPORT = '1-0:1.8.0';
const POWER = '1-0:16.7.0';

let telemetry: OpenedTelemetry;
beforeAll(async () => {
  telemetry = await openTelemetry({ READINGS_SETTLE_SECONDS: '0' });
});
afterAll(() => telemetry.stop());

interface Reported {
  readonly register?: string;
  /** Minutes after the time of the reading at which it came. */
  readonly after?: number;
}

/** Noon of so many days ago. */
const noon = (daysAgo: number): number => Math.floor(telemetry.clock.now().getTime() / DAY_MS - daysAgo) * DAY_MS + 12 * HOUR_MS;

/** Reports values by their minutes from noon the day before yesterday. */
async function report(
  meterNumber: string,
  values: readonly (readonly [minute: number, value: string])[],
  { register = IMPORT, after = 0 }: Reported = {},
) {
  for (const [minute, value] of values) {
    const ts = new Date(noon(2) + minute * MINUTE_MS);
    const common = { meterNumber, meterPan: meterPan(meterNumber), receivedAt: new Date(ts.getTime() + after * MINUTE_MS) };
    await telemetry.deliver(ReadingsReported, [{ ...common, seq: 1, readings: [{ ts, registers: { [register]: value } }] }]);
  }
}

async function settleAll(): Promise<void> {
  while ((await telemetry.get(SettleHours).execute()).hours > 0);
}

const exceptionsOf = async (meterNumber: string, query: object = {}) =>
  (await telemetry.get(FindExceptions).execute(callerOf('clerk'), { meterNumber, limit: 100, ...query })).items;
const minutesOf = (ts: Date): number => (ts.getTime() - noon(2)) / MINUTE_MS;
const told = async (meterNumber: string, query: object = {}): Promise<readonly string[]> =>
  (await exceptionsOf(meterNumber, query))
    .map(({ kind, ts, until, value, other }) =>
      [
        kind,
        minutesOf(ts),
        ...(until === undefined ? [] : [`to ${minutesOf(until)}`]),
        ...(value === undefined ? [] : [value]),
        ...(other === undefined ? [] : [`not ${other}`]),
      ].join(' '),
    )
    .sort();

async function series(meterNumber: string, resolution: Resolution = 'raw') {
  const query = { meterNumber, register: IMPORT, resolution, limit: 100, from: new Date(noon(2) - 6 * HOUR_MS), to: new Date(noon(1)) };
  return (await telemetry.get(FindSeries).execute(callerOf('operator', { timeZone: 'UTC' }), query)).items;
}
const rawOf = async (meterNumber: string) =>
  (await series(meterNumber)).map(({ ts, value, quality, consumption, ...rest }) =>
    [minutesOf(ts), value, consumption ?? '-', quality, ...('measured' in rest ? [`measured ${(rest as RawPoint).measured}`] : [])].join(
      ' ',
    ),
  );

const EVEN = [0, 15, 30, 45].map((minute) => [minute, `${100 + minute / 15}`] as const);

describe('what is wrong with readings', () => {
  it.each([
    [
      'a counter that came round',
      [
        [0, '99999'],
        [15, '1'],
      ],
      ['rollover 15 1 not 99999'],
    ],
    [
      'a counter that was set to zero',
      [
        [0, '5000'],
        [15, '1'],
      ],
      ['meter-reset 15 1 not 5000'],
    ],
    [
      'a counter that slipped back',
      [
        [0, '5000'],
        [15, '4990'],
        [30, '5001'],
      ],
      ['register-backwards 15 4990 not 5000'],
    ],
    [
      'a counter that jumped',
      [
        [0, '5000'],
        [15, '9000'],
        [30, '5001'],
      ],
      ['impossible-jump 15 9000 not 5000'],
    ],
    ['a meter that was silent', [...EVEN, [240, '113']], ['gap 45 to 240']],
    ['nothing', [...EVEN, [60, '104']], []],
  ] as const)('is found of %s', async (_what, values, expected) => {
    const meterNumber = await telemetry.meter();
    await report(meterNumber, values);

    await settleAll();

    expect(await told(meterNumber)).toEqual(expected);
    await settleAll();
    expect(await exceptionsOf(meterNumber, { state: 'open' })).toHaveLength(expected.length);
  });

  it('is found of two values for one time', async () => {
    const meterNumber = await telemetry.meter();
    await report(meterNumber, [
      [0, '5'],
      [0, '6'],
    ]);
    await settleAll();

    expect(await told(meterNumber)).toEqual(['duplicate-conflict 0 5 not 6']);
    expect((await series(meterNumber, 'hour'))[0]).toMatchObject({ quality: 'suspect', value: '5' });
  });

  it('is found of a clock that is ahead, once a day', async () => {
    const meterNumber = await telemetry.meter();
    await report(meterNumber, EVEN, { after: -20 });
    await report(
      meterNumber,
      [
        [60, '104'],
        [75, '105'],
      ],
      { after: -20 },
    );
    await settleAll();

    expect(await told(meterNumber)).toEqual(['clock-skew 0 to 75 100']);
  });

  it('is found of what came after later readings, once a day', async () => {
    const meterNumber = await telemetry.meter();
    await report(meterNumber, [
      [0, '100'],
      [45, '103'],
      [60, '104'],
    ]);
    await settleAll();
    await report(
      meterNumber,
      [
        [15, '101'],
        [30, '102'],
      ],
      { after: 300 },
    );
    await settleAll();

    expect(await told(meterNumber)).toEqual(['late 15 to 30 101']);
  });

  it('is found of power that flows backwards in a meter that sells none', async () => {
    const [buys, sells] = [await telemetry.meter(), await telemetry.meter()];
    for (const meterNumber of [buys, sells])
      await report(
        meterNumber,
        [
          [0, '400'],
          [15, '-20'],
        ],
        { register: POWER },
      );
    await report(sells, [[0, '5']], { register: '1-0:2.8.0' });
    await settleAll();

    expect([await told(buys), await told(sells)]).toEqual([['negative-power 15 to 15 -20'], []]);
  });

  it('is found of a counter that stands still for a week, once for as long as it does', async () => {
    const meterNumber = await telemetry.meter();
    const week = Array.from({ length: 9 * 8 }, (_, index) => [(index - 8 * 8) * 180, index < 4 ? '99' : '100'] as const);
    await report(meterNumber, week);
    await settleAll();

    const flat = (await exceptionsOf(meterNumber)).filter(({ kind }) => kind === 'flat');
    expect(flat.map(({ value, until }) => [value, minutesOf(until!)])).toEqual([['100', 7 * 180]]);
  });

  it('ends by itself where later data shows that nothing was', async () => {
    const meterNumber = await telemetry.meter();
    await report(meterNumber, [...EVEN, [120, '108'], [135, '109']]);
    await settleAll();
    expect(await told(meterNumber, { state: 'open' })).toEqual(['gap 45 to 120']);

    await report(
      meterNumber,
      [60, 75, 90, 105].map((minute) => [minute, `${100 + minute / 15}`] as const),
    );
    await settleAll();

    expect(await told(meterNumber, { state: 'open' })).toEqual([]);
    expect(await told(meterNumber, { state: 'ended' })).toContain('gap 45 to 120');
    expect((await series(meterNumber)).every(({ quality }) => quality === 'measured')).toBe(true);
  });

  it('is each utility’s own', async () => {
    const meterNumber = await telemetry.meter();
    await report(meterNumber, [
      [0, '5000'],
      [15, '1'],
    ]);
    await settleAll();
    const [{ exceptionId } = { exceptionId: '' }] = await exceptionsOf(meterNumber);
    const stranger = callerOf('engineer', { utility: 'other' });

    expect((await telemetry.get(FindExceptions).execute(stranger, { limit: 10 })).items).toEqual([]);
    await expect(
      telemetry.get(ResolveException).execute(stranger, { exceptionId, decision: 'accept', reason: 'mine' }),
    ).rejects.toMatchObject({ code: 'telemetry.exception_unknown' });
  });
});

describe('a gap', () => {
  it('is filled evenly, and what is estimated says so, before it is summed up and after', async () => {
    const meterNumber = await telemetry.meter();
    await report(meterNumber, [...EVEN, [105, '111'], [120, '112']]);
    const expected = [
      '0 100 - measured',
      '15 101 1 measured',
      '30 102 1 measured',
      '45 103 1 measured',
      '60 105 2 estimated',
      '75 107 2 estimated',
      '90 109 2 estimated',
      '105 111 2 measured',
      '120 112 1 measured',
    ];
    expect(await rawOf(meterNumber)).toEqual(expected);
    const before = [await series(meterNumber, 'hour'), await series(meterNumber, 'day')];

    await settleAll();

    expect(await rawOf(meterNumber)).toEqual(expected);
    expect([await series(meterNumber, 'hour'), await series(meterNumber, 'day')]).toEqual(before);
    expect((await series(meterNumber, 'hour')).map(({ value, consumption, quality }) => [value, consumption, quality])).toEqual([
      ['103', '3', 'measured'],
      ['111', '8', 'estimated'],
      ['112', '1', 'measured'],
    ]);
    expect((await telemetry.owner.query('select from reading where meter_number = $1', [meterNumber])).rows).toHaveLength(6);
  });

  it('is left as it is where somebody says so', async () => {
    const meterNumber = await telemetry.meter();
    await report(meterNumber, [...EVEN, [105, '111'], [120, '112']]);
    await settleAll();
    const [gap] = await exceptionsOf(meterNumber);

    await telemetry
      .get(ResolveException)
      .execute(callerOf('engineer'), { exceptionId: gap!.exceptionId, decision: 'discard', reason: 'nobody was there' });

    for (let round = 0; round < 2; round++) {
      expect((await series(meterNumber)).filter(({ quality }) => quality === 'estimated')).toEqual([]);
      expect((await series(meterNumber, 'hour')).map(({ consumption }) => consumption)).toEqual(['3', '8', '1']);
      await settleAll();
    }
  });
});

describe('what somebody makes of a reading', () => {
  async function jumped(): Promise<{ readonly meterNumber: string; readonly exceptionId: string }> {
    const meterNumber = await telemetry.meter();
    await report(meterNumber, [
      [0, '5000'],
      [15, '9000'],
      [30, '9001'],
    ]);
    await settleAll();
    const [exception] = await exceptionsOf(meterNumber);
    return { meterNumber, exceptionId: exception!.exceptionId };
  }
  const resolve = (exceptionId: string, command: { decision: 'accept' | 'discard' | 'replace'; value?: string }) =>
    telemetry.get(ResolveException).execute(callerOf('engineer'), { exceptionId, reason: 'seen on site', ...command });

  it.each([
    [{ decision: 'accept' }, ['0 5000 - measured', '15 9000 4000 measured', '30 9001 1 measured']],
    [{ decision: 'replace', value: '8999.5' }, ['0 5000 - measured', '15 8999.5 3999.5 estimated measured 9000', '30 9001 1.5 measured']],
  ] as const)('counts: %o', async (command, expected) => {
    const { meterNumber, exceptionId } = await jumped();

    expect(await resolve(exceptionId, command)).toMatchObject({ state: 'resolved', resolution: { resolvedBy: 'engineer', ...command } });

    expect(await rawOf(meterNumber)).toEqual(expected);
    await settleAll();
    expect(await rawOf(meterNumber)).toEqual(expected);
    expect(await exceptionsOf(meterNumber, { state: 'open' })).toEqual([]);
    expect(
      (
        await telemetry.owner.query<{ value: string }>('select value from reading where meter_number = $1 order by ts', [meterNumber])
      ).rows.map(({ value }) => value),
    ).toEqual(['5000', '9000', '9001']);
  });

  it('is said once', async () => {
    const { exceptionId } = await jumped();
    await resolve(exceptionId, { decision: 'accept' });

    await expect(resolve(exceptionId, { decision: 'discard' })).rejects.toMatchObject({ code: 'telemetry.exception_not_open' });
  });

  it.each([
    ['replace without a value', { decision: 'replace' }],
    ['accept with a value', { decision: 'accept', value: '5' }],
  ] as const)('is refused: %s', async (_what, command) => {
    const { exceptionId } = await jumped();

    await expect(resolve(exceptionId, command)).rejects.toMatchObject({ code: 'telemetry.decision_invalid' });
  });

  it('is not a value in the place of no reading', async () => {
    const meterNumber = await telemetry.meter();
    await report(meterNumber, [...EVEN, [240, '113']]);
    await settleAll();
    const [gap] = await exceptionsOf(meterNumber);

    await expect(resolve(gap!.exceptionId, { decision: 'replace', value: '5' })).rejects.toMatchObject({
      code: 'telemetry.decision_invalid',
    });
  });
});
