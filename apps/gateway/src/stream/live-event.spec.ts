import type { Principal, Role } from '@openprepay/contracts/identity';
import { describe, expect, it } from 'vitest';
import { maySee, toLiveEvent } from './live-event.js';

const at = new Date('2026-01-02T03:04:05Z');
const vend = {
  type: 'vending.vend.completed',
  utility: 'north',
  time: at,
  data: {
    vendId: 'v',
    vendorId: 'vendor-1',
    meterNumber: '1',
    tenderMinor: '100',
    accountNumber: 'A1',
    tokens: [{ token: '12345678901234567890' }],
  },
};
const caller = (role: Role, utility = 'north', vendorId?: string): Principal => ({
  subject: 's',
  username: 'u',
  utility,
  currency: 'USD',
  timeZone: 'UTC',
  roles: [role],
  platform: false,
  ...(vendorId === undefined ? {} : { vendorId }),
});

describe('a live event', () => {
  it('holds no token and no account', () => {
    const live = toLiveEvent(vend);

    expect(live).toMatchObject({ kind: 'vend', utility: 'north', vendorId: 'vendor-1' });
    expect(JSON.stringify(live)).not.toMatch(/12345678901234567890|A1/);
  });

  it('is not made of what is not on the list', () => {
    expect(toLiveEvent({ ...vend, type: 'key-management.token.issued' })).toBeUndefined();
    expect(toLiveEvent({ ...vend, data: 'text' })).toBeUndefined();
  });

  it.each([
    ['staff of its utility', caller('operator'), true],
    ['staff of another utility', caller('admin', 'south'), false],
    ['the vendor that sold', caller('vendor', 'north', 'vendor-1'), true],
    ['another vendor', caller('vendor', 'north', 'vendor-2'), false],
    ['a vendor of the same id elsewhere', caller('vendor', 'south', 'vendor-1'), false],
    ['a custodian', caller('custodian'), false],
  ])('is shown to %s: %s', (_who, who, seen) => {
    expect(maySee(who, toLiveEvent(vend)!)).toBe(seen);
  });

  it('of an alarm is not shown to a vendor', () => {
    const alarm = toLiveEvent({ type: 'telemetry.alarm.raised', utility: 'north', time: at, data: { kind: 'tamper' } })!;

    expect(maySee(caller('vendor', 'north', 'vendor-1'), alarm)).toBe(false);
    expect(maySee({ ...caller('vendor', 'north'), roles: ['vendor'] }, alarm)).toBe(false);
  });
});
