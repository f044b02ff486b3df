import { eventText } from '@openprepay/contracts/http/event-stream';
import { liveStream } from '@openprepay/contracts/http/stream';
import type { Principal, Role } from '@openprepay/contracts/identity';
import { describe, expect, it } from 'vitest';
import {
  acceptedToken,
  acknowledgedAlarm,
  begunStorm,
  changedPresence,
  clearedAlarm,
  completedVend,
  endedStorm,
  failedVend,
  grownStorm,
  leftAlarm,
  movedCampaign,
  raisedAlarm,
  rejectedToken,
  reportedMeterEvent,
  setAlarmRule,
  settledStorm,
} from '../../test/told-events.js';
import { LIVE_TOPICS, maySee, toLiveEvent } from './live-event.js';

const vendorId = '0190f9c0-0000-7000-8000-000000000001';
const anotherVendor = '0190f9c0-0000-7000-8000-000000000002';
const vend = completedVend({ vendorId });
const caller = (role: Role, utility = 'main', of?: string): Principal => ({
  subject: 's',
  username: 'u',
  utility,
  currency: 'USD',
  timeZone: 'UTC',
  roles: [role],
  platform: false,
  ...(of === undefined ? {} : { vendorId: of }),
});

describe('a live event', () => {
  it.each([
    ['vend', vend],
    ['vend-failed', failedVend()],
    ['delivery', acceptedToken()],
    ['delivery', rejectedToken()],
    ['alarm', raisedAlarm()],
    ['alarm-acknowledged', acknowledgedAlarm()],
    ['alarm-cleared', clearedAlarm()],
    ['presence', changedPresence()],
    ['meter-event', reportedMeterEvent()],
  ])('tells a %s', (event, raw) => {
    expect(toLiveEvent(raw)).toMatchObject({ utility: 'main', told: { event, data: { meterNumber: '01234567890' } } });
  });

  it.each([
    ['storm', begunStorm()],
    ['storm-ended', endedStorm()],
  ])('tells a %s: of which part of the network, and of how many meters', (event, raw) => {
    const live = toLiveEvent(raw)!;

    expect(live.told).toMatchObject({ event, data: { at: raw.time, networkNode: 'FEEDER-3', meters: 42 } });
    expect([maySee(caller('operator'), live), maySee(caller('vendor', 'main', vendorId), live)]).toEqual([true, false]);
  });

  it('tells of which kind somebody has set the rule, but not how and by whom', () => {
    const live = toLiveEvent(setAlarmRule())!;

    expect(live.told).toMatchObject({ event: 'alarm-rule', data: { kind: 'over-voltage', changedAt: new Date('2026-01-02T03:04:05Z') } });
    expect(Object.keys(live.told.data).sort()).toEqual(['at', 'changedAt', 'kind']);
    expect([maySee(caller('clerk'), live), maySee(caller('vendor', 'main', vendorId), live)]).toEqual([true, false]);
  });

  it('tells that the alarms of a storm were acknowledged or cleared, but not by whom and why', () => {
    const live = toLiveEvent(settledStorm({ what: 'cleared', reason: 'renewed' }))!;

    expect(live.told).toMatchObject({ event: 'storm-settled', data: { networkNode: 'FEEDER-3', what: 'cleared' } });
    expect(Object.keys(live.told.data).sort()).toEqual(['at', 'networkNode', 'settledAt', 'stormId', 'what']);
    expect([maySee(caller('operator'), live), maySee(caller('vendor', 'main', vendorId), live)]).toEqual([true, false]);
  });

  it('tells that a storm has grown as the storm that it is, and of a meter that it left whose alarm that was', () => {
    expect(toLiveEvent(grownStorm())?.told).toMatchObject({ event: 'storm', data: { meters: 50, joined: 8 } });
    expect(toLiveEvent(endedStorm())?.told).toMatchObject({ event: 'storm-ended', data: { left: 2 } });
    expect(toLiveEvent(leftAlarm())?.told).toMatchObject({ event: 'alarm', data: { stormId: '0190f9c0-0000-7000-8000-000000000570' } });
  });

  it('tells that a vending key ends soon, and when', () => {
    const data = {
      vendingKeyId: vendorId,
      supplyGroupCode: '600100',
      keyRevision: 1,
      what: 'issued-until',
      endsAt: '2026-03-03T00:00:00Z',
      daysAhead: 30,
      meters: 1_200,
      toldAt: '2026-02-01T00:00:00Z',
    };

    expect(toLiveEvent({ ...vend, type: 'key-management.vending-key.expiring', data })?.told).toMatchObject({
      event: 'key-expiring',
      data: { at: vend.time, endsAt: new Date('2026-03-03T00:00:00Z'), daysAhead: 30, meters: 1_200 },
    });
  });

  it('tells that tokens of an hour have no sale behind them, and how many, but not which', () => {
    const data = {
      what: 'unexplained',
      hour: '2026-02-01T08:00:00Z',
      requests: 50,
      requestIds: [vendorId],
      foundAt: '2026-02-01T09:03:00Z',
    };

    const live = toLiveEvent({ ...vend, type: 'vending.provenance.doubted', data })!;

    expect(live.told).toMatchObject({ event: 'provenance', data: { what: 'unexplained', hour: new Date(data.hour), requests: 50 } });
    expect(live.told.data).not.toHaveProperty('requestIds');
    const seeing = (['operator', 'engineer', 'admin', 'auditor', 'clerk', 'vendor'] as const).filter((role) =>
      maySee(caller(role, 'main', vendorId), live),
    );
    expect(seeing).toEqual(['operator', 'engineer', 'admin', 'auditor']);
  });

  it('tells how far a campaign has come', () => {
    const raw = movedCampaign({ waiting: 1, issued: 2 });

    expect(toLiveEvent(raw)).toMatchObject({
      utility: 'main',
      told: { event: 'campaign', data: { at: raw.time, state: 'running', counts: { waiting: 1, issued: 2 } } },
    });
  });

  it('holds no token and no account', () => {
    const live = toLiveEvent(vend)!;

    expect(live).toMatchObject({ vendorId, told: { data: { tenderMinor: 10000n, at: vend.time } } });
    expect(Object.values(live.told.data).map(String).join()).not.toMatch(/12345678901234567890|ACC-1/);
    expect(Object.keys(live.told.data)).not.toEqual(expect.arrayContaining(['tokens']));
  });

  it('goes on with a member that a later version has added', () => {
    const { told } = toLiveEvent(raisedAlarm({ kind: 'magnet-near' }))!;

    expect(told.data).toMatchObject({ kind: { unknown: 'magnet-near' } });
    expect(eventText(liveStream, told)).toContain('"kind":"magnet-near"');
  });

  it('says when it happened: as the event itself says, or when it was told', () => {
    expect(toLiveEvent(changedPresence())?.told.data.at).toEqual(new Date('2026-01-02T03:04:00Z'));
    expect(toLiveEvent(raisedAlarm())?.told.data.at).toEqual(new Date('2026-01-02T03:04:05Z'));
  });

  it('is not made of what is not on the list, or not as the contract says', () => {
    expect(toLiveEvent({ ...vend, type: 'key-management.token.issued' })).toBeUndefined();
    for (const data of ['text', null, undefined, [], {}, { ...(vend.data as object), tenderMinor: 5 }])
      expect(toLiveEvent({ ...vend, data })).toBeUndefined();
  });

  it('comes from the topics of the services', () => {
    expect(LIVE_TOPICS).toEqual([
      'vending.vends.v1',
      'telemetry.token-deliveries.v1',
      'telemetry.alarms.v1',
      'key-management.alarms.v1',
      'vending.alarms.v1',
      'telemetry.meter-events.v1',
      'vending.campaigns.v1',
    ]);
  });

  it.each([
    ['staff of its utility', caller('operator'), true],
    ['staff of another utility', caller('admin', 'south'), false],
    ['the vendor that sold', caller('vendor', 'main', vendorId), true],
    ['another vendor', caller('vendor', 'main', anotherVendor), false],
    ['a vendor of the same id elsewhere', caller('vendor', 'south', vendorId), false],
    ['a custodian', caller('custodian'), false],
  ])('is shown to %s: %s', (_who, who, seen) => {
    expect(maySee(who, toLiveEvent(vend)!)).toBe(seen);
  });

  it.each<[Role, boolean]>([
    ['engineer', true],
    ['operator', true],
    ['admin', true],
    ['auditor', true],
    ['clerk', false],
    ['vendor', false],
  ])('of a campaign is shown to those who may read campaigns, of a %s: %s', (role, seen) => {
    expect(maySee(caller(role, 'main', vendorId), toLiveEvent(movedCampaign())!)).toBe(seen);
    expect(maySee(caller(role, 'south', vendorId), toLiveEvent(movedCampaign())!)).toBe(false);
  });

  it('of an alarm, or of a sale of the utility’s own staff, is not shown to a vendor', () => {
    for (const raw of [raisedAlarm(), completedVend()]) {
      expect(maySee(caller('vendor', 'main', vendorId), toLiveEvent(raw)!)).toBe(false);
      expect(maySee(caller('vendor'), toLiveEvent(raw)!)).toBe(false);
    }
  });
});
