import type { LiveStreamEvent } from '@openprepay/contracts/http/stream';
import { describe, expect, it } from 'vitest';
import { tells } from '../live/tells.js';
import { ALARM_EVENTS } from './events.js';
import { newestOf } from './newest.js';

const at = new Date('2026-01-02T03:04:05Z');
const id = '0190f9c0-0000-7000-8000-000000000001';
const alarm: LiveStreamEvent = { event: 'alarm', data: { at, alarmId: id, meterNumber: '01234567890', kind: 'tamper', raisedAt: at } };
const storm: LiveStreamEvent = { event: 'storm', data: { at, stormId: id, networkNode: 'T1', meters: 42, beganAt: at } };
const ended: LiveStreamEvent = { event: 'storm-ended', data: { at, stormId: id, networkNode: 'T1', meters: 42, endedAt: at } };

describe('what has just come', () => {
  it('is the last alarm, with how many there were', () => {
    expect(newestOf(newestOf(undefined, [alarm]), [alarm, { event: 'skipped', data: { events: 3 } }])).toEqual({
      what: 'alarm',
      count: 2,
      at: at.toISOString(),
      meterNumber: '01234567890',
      kind: 'tamper',
    });
  });

  it('is how many meters went away together, whose alarms are told of no other way, and that they are back', () => {
    const of = { count: 1, at: at.toISOString(), networkNode: 'T1', meters: 42 };

    expect(newestOf(undefined, [alarm, storm])).toEqual({ what: 'storm', ...of });
    expect(newestOf(undefined, [alarm, storm, ended])).toEqual({ what: 'storm-ended', left: 0, ...of });
    expect(newestOf(newestOf(undefined, [alarm, storm]), [alarm])).toMatchObject({ what: 'alarm', count: 2 });
  });

  it('is no alarm that a storm has left, of which its end says how many they are', () => {
    const left: LiveStreamEvent = {
      event: 'alarm',
      data: { ...alarm.data, alarmId: id, meterNumber: '1', kind: 'offline', raisedAt: at, stormId: id },
    };
    const over: LiveStreamEvent = { event: 'storm-ended', data: { at, stormId: id, networkNode: 'T1', meters: 42, endedAt: at, left: 2 } };

    expect(newestOf(newestOf(undefined, [storm]), [over, left])).toMatchObject({ what: 'storm-ended', count: 0, left: 2 });
  });

  it('is read by lists of alarms, whatever of it it was', () => {
    expect([alarm, storm, ended].map((event) => tells([event], ALARM_EVENTS))).toEqual([true, true, true]);
  });

  it('is not what somebody did about it, which lists of alarms read again', () => {
    const acknowledged: LiveStreamEvent = {
      event: 'alarm-acknowledged',
      data: { at, alarmId: id, meterNumber: '01234567890', kind: 'tamper', acknowledgedAt: at },
    };
    const settled: LiveStreamEvent = {
      event: 'storm-settled',
      data: { at, stormId: id, networkNode: 'T1', what: 'acknowledged', settledAt: at },
    };

    expect(newestOf(undefined, [storm, acknowledged, settled])).toMatchObject({ what: 'storm' });
    expect([acknowledged, settled].map((event) => tells([event], ALARM_EVENTS))).toEqual([true, true]);
  });
});
