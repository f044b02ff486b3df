import { VendorDeposited } from '@openprepay/contracts/vending';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { staff, startVending, type Vending } from '../../test/fixture.js';

describe('a deposit', () => {
  let vending: Vending;
  beforeAll(async () => {
    vending = await startVending();
  });
  afterAll(() => vending.stop());

  const vendor = async (): Promise<string> =>
    (await vending.createVendor.execute(staff(), { name: 'Corner shop', floatLimit: '10.50' })).vendorId;
  const deposit = (vendorId: string, reference: string, amount = '500.00', currency = 'KES') =>
    vending.depositFloat.execute(staff(), { vendorId, reference, amount, currency });
  const deposited = async (vendorId: string) => (await vending.events(VendorDeposited)).filter(({ data }) => data.vendorId === vendorId);

  it('takes a deposit once per reference, even if it is raced', async () => {
    const vendorId = await vendor();

    const outcomes = await Promise.all(Array.from({ length: 8 }, () => deposit(vendorId, 'bank-1')));

    expect(new Set(outcomes.map((outcome) => ('deposit' in outcome ? outcome.deposit.depositId : undefined))).size).toBe(1);
    expect(outcomes.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await vending.findVendor.execute(staff(), { vendorId: vendorId })).toMatchObject({
      floatMinor: 50_000n,
      floatLimitMinor: 1_050n,
    });
    expect(await deposited(vendorId)).toMatchObject([
      { key: vendorId, data: { amountMinor: 50_000n, vendorName: 'Corner shop', reference: 'bank-1' } },
    ]);
  });

  it('refuses a reference that came with another amount, another currency, and amounts that are none', async () => {
    const vendorId = await vendor();
    await deposit(vendorId, 'bank-2');

    await expect(deposit(vendorId, 'bank-2', '500.01')).rejects.toMatchObject({ code: 'vending.deposit_reference_reused' });
    await expect(deposit(vendorId, 'bank-3', '500', 'USD')).rejects.toMatchObject({ code: 'vending.currency_mismatch' });
    await expect(deposit(vendorId, 'bank-3', '0.00')).rejects.toMatchObject({ code: 'vending.amount_invalid' });
    await expect(deposit(vendorId, 'bank-3', '-1')).rejects.toMatchObject({ code: 'vending.amount_invalid' });
    expect(await deposited(vendorId)).toHaveLength(1);
  });

  it('pages vendors in the order of their creation', async () => {
    const created = [await vendor(), await vendor(), await vendor()];

    const seen: string[] = [];
    for (let cursor: string | undefined, pages = 0; pages < 50; pages++) {
      const { items, nextCursor } = await vending.findVendors.execute(staff(), { cursor, limit: 2 });
      seen.push(...items.map(({ vendorId }) => vendorId));
      cursor = nextCursor;
      if (cursor === undefined) break;
    }

    expect(seen.slice(-3)).toEqual(created);
    expect(new Set(seen).size).toBe(seen.length);
    await expect(vending.findVendors.execute(staff(), { cursor: 'W10', limit: 2 })).rejects.toMatchObject({
      code: 'request.cursor_invalid',
    });
  });
});
