import { readFile } from 'node:fs/promises';
import { DIALECTS } from '@openprepay/contracts/http/telemetry-device-profiles';
import { describe, expect, it } from 'vitest';
import { voices } from './device-voice.js';
import { canHave, type Fault, FAULTS, planOf, requireFaults } from './fault.js';
import { FaultyFleet } from './faulty-fleet.js';
import { reportOf } from './fleet-report.js';

const now = new Date('2026-11-26T12:00:00.500Z');
const METER = '07000000017';
const pairs = DIALECTS.flatMap((dialect) => FAULTS.filter((fault) => canHave(dialect, fault)).map((fault) => [dialect, fault] as const));
const planned = (fault: Fault | undefined) => planOf(fault, now, 'native');
const timesOf = (fault: Fault | undefined): readonly number[] => planned(fault).readings.map(({ at }) => at.getTime());

describe('a plan', () => {
  it('of an honest meter counts forward every quarter of an hour up to now', () => {
    const { readings, exceptions, alarms, breaks } = planned(undefined);

    expect(readings).toHaveLength(48);
    expect(new Set(readings.slice(1).map((reading, index) => Number(reading.energyMilli - readings[index]!.energyMilli)))).toEqual(
      new Set([250]),
    );
    expect(readings.at(-1)!.at).toEqual(new Date('2026-11-26T11:45:00Z'));
    expect({ exceptions, alarms, breaks }).toEqual({ exceptions: [], alarms: [], breaks: false });
  });

  it.each(pairs)('of %s with %s says what the platform should know of it, and is not an honest one', (dialect, fault) => {
    const { exceptions, alarms, breaks } = planOf(fault, now, dialect);

    expect(exceptions.length + alarms.length + (breaks ? 1 : 0)).toBeGreaterThan(0);
  });

  it.each(pairs)('of %s with %s says nothing that those devices have no word for', (dialect, fault) => {
    const { readings, late, event, powerLimitWatts } = planOf(fault, now, dialect);
    const said = [...readings, ...(late === undefined ? [] : [late])];

    if (dialect !== 'native') expect({ event, powerLimitWatts }).toEqual({});
    if (!voices[dialect].namesRegisters) expect(said.flatMap(({ registers }) => Object.keys(registers ?? {}))).toEqual([]);
  });

  it('has a duplicate at one time with another value, a late one behind its time, a skewed one ahead of now', () => {
    expect(new Set(timesOf('duplicate')).size).toBe(timesOf('duplicate').length - 1);
    expect(planned('late').late!.at.getTime()).toBeLessThan(timesOf('late').at(-1)!);
    expect(timesOf('clock-skew').at(-1)).toBeGreaterThan(now.getTime());
    expect(timesOf('gap')).toHaveLength(36);
  });

  it('that draws more than it may says so again after the quarter of an hour that makes an alarm of it', () => {
    const { readings, late, powerLimitWatts } = planned('over-power');

    expect(late!.at.getTime() - readings.at(-1)!.at.getTime()).toBe(900_000);
    for (const { powerWatts } of [...readings, late!]) expect(powerWatts).toBeGreaterThan(powerLimitWatts!);
  });

  it.each(['thingsboard', 'sparkplug-b', 'obis-json'] as const)(
    'of %s that uses what nobody has paid for says that its credit is gone, and counts on when that is known',
    (dialect) => {
      const { readings, late } = planOf('consumption-without-credit', now, dialect);
      const last = readings.at(-1)!;

      expect(last.registers).toEqual({ '0-0:19.10.0': 0 });
      expect(late!.registers).toEqual({ '0-0:19.10.0': 0 });
      expect(Number(late!.energyMilli - last.energyMilli)).toBeGreaterThan(1_000);
    },
  );

  it('that uses what nobody has paid for has said that its credit was gone, and counts on', () => {
    const { readings, event } = planned('consumption-without-credit');
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

  it.each(DIALECTS.filter((dialect) => voices[dialect].namesRegisters))('that speaks %s says its other registers as well', (dialect) => {
    const registers = { '0-0:19.10.0': 12, '0-0:96.6.1': 34 };
    const { payload } = voices[dialect].reading(METER, { at: now, energyMilli: 1n, powerWatts: 1, registers }, 1);
    const text = String(payload);

    if (dialect === 'sparkplug-b')
      expect([12, 34].every((value) => (payload as Buffer).includes(Buffer.from(new Float64Array([value]).buffer)))).toBe(true);
    else expect(text).toMatch(/"0-0:19\.10\.0":"?12"?,"0-0:96\.6\.1":"?34"?/);
  });

  it('is refused faults that it cannot have, each by its name and with the reason', () => {
    expect(() => requireFaults('tasmota', ['reset', 'tamper', 'over-power', 'late', 'storm', 'credit-zero'])).toThrow(
      'a device that speaks tasmota cannot have tamper (it has no word for that), over-power (it reports no limit), credit-zero (it has no word for that)',
    );
    expect(() => requireFaults('obis-json', ['storm'])).toThrow('storm (it leaves no last word when its line breaks)');
    expect(() => new FaultyFleet({ url: 'mqtt://127.0.0.1:1', meters: [], now, dialect: 'tasmota', faults: ['tamper'] })).toThrow(
      'cannot have tamper',
    );
  });

  it('has the faults that the README says', async () => {
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    const [header, ...rows] = readme
      .split('\n')
      .filter((line) => line.startsWith('| ') && line.split('|').length === DIALECTS.length + 3)
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.replaceAll('`', '').trim()),
      )
      .filter(([first]) => !/^-+$/.test(first!));
    const told = rows.flatMap(([names, ...cells]) =>
      names!.split(', ').map((fault) => [fault, header!.slice(1).filter((_, index) => cells[index] === 'yes')] as const),
    );

    expect(header!.slice(1)).toEqual(DIALECTS);
    expect(Object.fromEntries(told)).toEqual(
      Object.fromEntries(FAULTS.map((fault) => [fault, DIALECTS.filter((dialect) => canHave(dialect, fault))])),
    );
  });
});

describe('a report', () => {
  it('counts each point once, the first value of a time, and what is wrong by its kind', () => {
    const spoken = (['duplicate', 'storm', undefined] as const).map((fault) => ({ meterNumber: METER, fault, plan: planned(fault) }));
    const report = reportOf('native', { spoken, messages: 145 });

    expect(report).toMatchObject({ messages: 145, points: 144, exceptions: { 'duplicate-conflict': 1 }, alarms: {}, silent: 1 });
    expect(report.meters.map(({ energy }) => energy)).toEqual(['5011.750', '5011.750', '5011.750']);
  });
});
