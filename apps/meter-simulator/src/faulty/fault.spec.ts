import { DIALECTS } from '@openprepay/contracts/http/telemetry-device-profiles';
import { describe, expect, it } from 'vitest';
import { voices } from './device-voice.js';
import { canHave, FAULTS, planOf } from './fault.js';
import { FaultyFleet } from './faulty-fleet.js';
import { reportOf } from './fleet-report.js';

const now = new Date('2026-11-26T12:00:00.500Z');
const METER = '07000000017';
const timesOf = (fault: (typeof FAULTS)[number] | undefined): readonly number[] =>
  planOf(fault, now).readings.map(({ at }) => at.getTime());

describe('a plan', () => {
  it('of an honest meter counts forward every quarter of an hour up to now', () => {
    const { readings, exceptions, alarms, breaks } = planOf(undefined, now);

    expect(readings).toHaveLength(48);
    expect(new Set(readings.slice(1).map((reading, index) => Number(reading.energyMilli - readings[index]!.energyMilli)))).toEqual(
      new Set([250]),
    );
    expect(readings.at(-1)!.at).toEqual(new Date('2026-11-26T11:45:00Z'));
    expect({ exceptions, alarms, breaks }).toEqual({ exceptions: [], alarms: [], breaks: false });
  });

  it.each(FAULTS)('with %s says what the platform should know of it, and is not an honest one', (fault) => {
    const { exceptions, alarms, breaks } = planOf(fault, now);

    expect(exceptions.length + (alarms.length > 0 ? 1 : 0) + (breaks ? 1 : 0)).toBe(1);
  });

  it('has a duplicate at one time with another value, a late one behind its time, a skewed one ahead of now', () => {
    expect(new Set(timesOf('duplicate')).size).toBe(timesOf('duplicate').length - 1);
    expect(planOf('late', now).late!.at.getTime()).toBeLessThan(timesOf('late').at(-1)!);
    expect(timesOf('clock-skew').at(-1)).toBeGreaterThan(now.getTime());
    expect(timesOf('gap')).toHaveLength(36);
  });

  it('that draws more than it may says so again after the quarter of an hour that makes an alarm of it', () => {
    const { readings, late, powerLimitWatts } = planOf('over-power', now);

    expect(late!.at.getTime() - readings.at(-1)!.at.getTime()).toBe(900_000);
    for (const { powerWatts } of [...readings, late!]) expect(powerWatts).toBeGreaterThan(powerLimitWatts!);
  });

  it('that uses what nobody has paid for has said that its credit was gone, and counts on', () => {
    const { readings, event } = planOf('consumption-without-credit', now);
    const since = readings.filter(({ at }) => at >= event!.at);

    expect(event!.kind).toBe('credit-zero');
    expect(Number(since.at(-1)!.energyMilli - since[0]!.energyMilli)).toBeGreaterThan(1_000);
  });
});

describe('a device', () => {
  it.each(DIALECTS)('that speaks %s has topics of its own number alone', (dialect) => {
    const { hello, reading, lastWord } = voices[dialect];
    const said = [
      ...hello(METER, now),
      reading(METER, { at: now, energyMilli: 5_000_250n, powerWatts: 1 }, 1),
      ...(lastWord ? [lastWord(METER, now)] : []),
    ];

    for (const { topic } of said) expect(topic).toMatch(new RegExp(`(^|/)${METER}(/|$)|^v1/devices/me/`));
  });

  it('writes energy as digits that were not rounded', () => {
    const { payload } = voices.tasmota.reading(METER, { at: now, energyMilli: 9_007_199_254_740_993n, powerWatts: 1 }, 1);

    expect(String(payload)).toContain('"Total":9007199254740.993,');
  });

  it('that has no word for a fault is not made with it', () => {
    const options = { url: 'mqtt://127.0.0.1:1', meters: [], now };

    expect(canHave('tasmota', 'tamper')).toBe(false);
    expect(canHave('shelly-gen2', 'over-power')).toBe(false);
    expect(canHave('obis-json', 'storm')).toBe(false);
    expect(() => new FaultyFleet({ ...options, dialect: 'tasmota', faults: ['tamper'] })).toThrow('cannot have the fault tamper');
    expect(() => new FaultyFleet({ ...options, dialect: 'native', faults: FAULTS })).not.toThrow();
  });
});

describe('a report', () => {
  it('counts each point once, the first value of a time, and what is wrong by its kind', () => {
    const spoken = (['duplicate', 'storm', undefined] as const).map((fault) => ({ meterNumber: METER, fault, plan: planOf(fault, now) }));
    const report = reportOf('native', { spoken, messages: 145 });

    expect(report).toMatchObject({ messages: 145, points: 144, exceptions: { 'duplicate-conflict': 1 }, alarms: {}, silent: 1 });
    expect(report.meters.map(({ energy }) => energy)).toEqual(['5011.750', '5011.750', '5011.750']);
  });
});
