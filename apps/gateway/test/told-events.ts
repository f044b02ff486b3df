import { randomUUID } from 'node:crypto';
import type { RawEvent } from '../src/stream/live-event.js';

const meter = { meterNumber: '01234567890', meterPan: '600727012345678903' };
const HAPPENED = '2026-01-02T03:04:05.000Z';

const event = (type: string, data: object): RawEvent => ({ type, utility: 'main', time: new Date(HAPPENED), data });

/** Events as Kafka brings them, with all that their services say. */
export const completedVend = (changes: object = {}): RawEvent =>
  event('vending.vend.completed', {
    ...meter,
    vendId: randomUUID(),
    receiptNumber: 'R-1',
    commodity: 'electricity',
    accountNumber: 'ACC-1',
    currency: 'KES',
    tenderMinor: '10000',
    paymentMethod: 'cash',
    unitsTenths: '432',
    lines: [],
    tariff: { code: 'flat', version: 1 },
    tokens: [{ token: '12345678901234567890', kind: 'credit', tid: 1 }],
    completedAt: HAPPENED,
    ...changes,
  });

export const failedVend = (): RawEvent =>
  event('vending.vend.failed', {
    ...meter,
    vendId: randomUUID(),
    currency: 'KES',
    tenderMinor: '500',
    code: 'vending.test',
    failedAt: HAPPENED,
  });

const delivery = (): object => ({ ...meter, deliveryId: randomUUID(), vendId: randomUUID() });

export const acceptedToken = (): RawEvent =>
  event('telemetry.token.accepted', { ...delivery(), acceptedAt: HAPPENED, alreadyCredited: false, creditRemaining: '43.2' });

export const rejectedToken = (): RawEvent => event('telemetry.token.rejected', { ...delivery(), rejectedAt: HAPPENED, code: 'used' });

export const raisedAlarm = (changes: object = {}): RawEvent =>
  event('telemetry.alarm.raised', { ...meter, alarmId: randomUUID(), kind: 'tamper', raisedAt: HAPPENED, ...changes });

export const acknowledgedAlarm = (): RawEvent =>
  event('telemetry.alarm.acknowledged', {
    ...meter,
    alarmId: randomUUID(),
    kind: 'tamper',
    acknowledgedAt: HAPPENED,
    acknowledgedBy: 'operator',
  });

export const clearedAlarm = (): RawEvent =>
  event('telemetry.alarm.cleared', { ...meter, alarmId: randomUUID(), kind: 'tamper', clearedAt: HAPPENED, reason: 'a bird' });

export const setAlarmRule = (): RawEvent =>
  event('telemetry.alarm-rule.set', {
    ...{ kind: 'over-voltage', enabled: true, severity: 2, threshold: '251.5', forSeconds: 120 },
    ...{ changedAt: HAPPENED, changedBy: 'operator' },
  });

const storm = { stormId: '0190f9c0-0000-7000-8000-000000000570', networkNode: 'FEEDER-3', meters: 42, beganAt: HAPPENED };

export const begunStorm = (): RawEvent => event('telemetry.alarm-storm.began', storm);

export const grownStorm = (): RawEvent => event('telemetry.alarm-storm.grew', { ...storm, meters: 50, joined: 8 });

export const settledStorm = (changes: object = {}): RawEvent =>
  event('telemetry.alarm-storm.settled', {
    stormId: storm.stormId,
    networkNode: storm.networkNode,
    what: 'acknowledged',
    alarms: 42,
    settledAt: HAPPENED,
    settledBy: 'operator',
    ...changes,
  });

/** An alarm that was raised with a storm, and told of once that was over. */
export const leftAlarm = (): RawEvent => raisedAlarm({ kind: 'offline', stormId: storm.stormId });

export const endedStorm = (): RawEvent => event('telemetry.alarm-storm.ended', { ...storm, left: 2, endedAt: '2026-01-02T04:04:05.000Z' });

export const changedPresence = (): RawEvent =>
  event('telemetry.meter-presence.changed', { ...meter, online: true, at: '2026-01-02T03:04:00.000Z' });

export const movedCampaign = (counts: object = {}, more: object = {}): RawEvent =>
  event('vending.campaign.moved', {
    campaignId: '0190f9c0-0000-7000-8000-0000000000ca',
    state: 'running',
    counts: { waiting: 3, issued: 0, delivered: 0, confirmed: 0, refused: 0, exempt: 0, ...counts },
    movedAt: HAPPENED,
    ...more,
  });

export const reportedMeterEvent = (): RawEvent =>
  event('telemetry.meter-event.reported', { ...meter, seq: 1, ts: HAPPENED, receivedAt: HAPPENED, kind: 'cover-open' });
