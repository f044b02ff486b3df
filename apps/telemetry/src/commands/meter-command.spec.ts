import { describe, expect, it } from 'vitest';
import { commandFor, type Evidence, isReadBack, type MeterCommand } from './meter-command.js';

const SENT = new Date('2026-11-26T10:00:00Z');
const later = (seconds: number): Date => new Date(SENT.getTime() + seconds * 1_000);
const command = (kind: MeterCommand['kind'], params: object = {}, more: Partial<MeterCommand> = {}): MeterCommand => ({
  commandId: 'c',
  meterNumber: '07000000017',
  kind,
  params: { ...params },
  state: 'sent',
  origin: 'person',
  requestedBy: 'ann',
  requestedAt: SENT,
  expiresAt: later(60),
  giveUpAt: later(60),
  sentAt: SENT,
  ...more,
});
const nothing: Evidence = { reported: {}, readingTimes: [] };

describe('isReadBack', () => {
  it.each<[string, MeterCommand, Partial<Evidence>, boolean]>([
    ['a relay that moved since', command('relay-open'), { reported: { relay: 'open' }, relayAt: later(1) }, true],
    ['a relay that stood so before', command('relay-open'), { reported: { relay: 'open' }, relayAt: later(-1) }, false],
    [
      'a relay that stood so before, of a meter that took the command',
      command('relay-open', {}, { state: 'acknowledged', acknowledgedAt: later(1) }),
      { reported: { relay: 'open' }, relayAt: later(-1) },
      true,
    ],
    ['a relay that stands otherwise', command('relay-close'), { reported: { relay: 'open' }, relayAt: later(1) }, false],
    [
      'the meter’s word alone',
      command('relay-close', {}, { state: 'acknowledged', acknowledgedAt: later(1) }),
      { reported: { relay: 'open' } },
      false,
    ],
    ['a reading since', command('read-now'), { readAt: later(0) }, true],
    ['a reading of before', command('read-now'), { readAt: later(-1) }, false],
    ['readings as far apart as they should be', command('set-interval', { seconds: 60 }), { readingTimes: [later(5), later(66)] }, true],
    ['readings as far apart as they were', command('set-interval', { seconds: 60 }), { readingTimes: [later(5), later(35)] }, false],
    ['one reading', command('set-interval', { seconds: 60 }), { readingTimes: [later(60)] }, false],
    [
      'an interval that is said',
      command('set-interval', { seconds: 60 }),
      { reported: { intervalSeconds: 60 }, reportedAt: later(1) },
      true,
    ],
    [
      'an interval that was said',
      command('set-interval', { seconds: 60 }),
      { reported: { intervalSeconds: 60 }, reportedAt: later(-1) },
      false,
    ],
    [
      'a limit that is said',
      command('set-power-limit', { watts: 5_000 }),
      { reported: { powerLimitWatts: 5_000 }, reportedAt: later(1) },
      true,
    ],
    [
      'another tariff',
      command('set-tariff-index', { tariffIndex: '02' }),
      { reported: { tariffIndex: '01' }, reportedAt: later(1) },
      false,
    ],
  ])('by %s: $3', (_what, told, evidence, done) => {
    expect(isReadBack(told, { ...nothing, ...evidence })).toBe(done);
  });
});

it('each setting has a command that makes it so', () => {
  const wish = { relay: 'closed', intervalSeconds: 900, tariffIndex: '07', powerLimitWatts: 1 } as const;
  expect((['relay', 'intervalSeconds', 'tariffIndex', 'powerLimitWatts'] as const).map((setting) => commandFor(setting, wish))).toEqual([
    { kind: 'relay-close', params: {} },
    { kind: 'set-interval', params: { seconds: 900 } },
    { kind: 'set-tariff-index', params: { tariffIndex: '07' } },
    { kind: 'set-power-limit', params: { watts: 1 } },
  ]);
});
