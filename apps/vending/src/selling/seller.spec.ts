import type { Principal, Role } from '@openprepay/contracts/identity';
import { describe, expect, it } from 'vitest';
import { sellerOf } from './seller.js';

const OWN = '019ab000-0000-7000-8000-000000000001';
const OTHER = '019ab000-0000-7000-8000-000000000002';

const caller = (roles: readonly Role[], vendorId?: string): Principal => ({
  subject: 's',
  username: 'till-1',
  utility: 'acme',
  currency: 'KES',
  timeZone: 'UTC',
  roles,
  platform: false,
  ...(vendorId === undefined ? {} : { vendorId }),
});

describe('sellerOf', () => {
  it('makes a vendor sell out of its own float, said or not', () => {
    expect(sellerOf(caller(['vendor'], OWN), undefined)).toEqual({ vendorId: OWN, soldBy: 'till-1' });
    expect(sellerOf(caller(['vendor'], OWN), OWN).vendorId).toBe(OWN);
  });

  it('keeps a vendor to itself whatever other roles it has', () => {
    expect(sellerOf(caller(['vendor', 'clerk'], OWN), undefined).vendorId).toBe(OWN);
    expect(() => sellerOf(caller(['vendor', 'admin'], OWN), OTHER)).toThrow(expect.objectContaining({ code: 'vending.vendor_not_yours' }));
  });

  it('refuses a vendor role that belongs to no vendor: it would sell past every float', () => {
    expect(() => sellerOf(caller(['vendor', 'operator']), undefined)).toThrow(expect.objectContaining({ code: 'vending.vendor_required' }));
  });

  it('lets staff sell for the utility or for a vendor', () => {
    expect(sellerOf(caller(['clerk']), undefined).vendorId).toBeUndefined();
    expect(sellerOf(caller(['clerk']), OTHER).vendorId).toBe(OTHER);
  });
});
