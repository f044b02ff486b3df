import type { EventData } from '@openprepay/contracts/event';
import { ReceiptsStated, VendorFloatStated } from '@openprepay/contracts/vending';
import { VendorWithdrew } from '@openprepay/contracts/vendor-money';
import { systemClock } from '@openprepay/persistence/clock';
import { moneyMinor } from '@openprepay/quantities';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Billing, clerkOf, startBilling, vendOf } from '../../test/fixture.js';
import { WatchReceipts } from '../receipts/watch-receipts.js';
import { CheckFloats } from './check-floats.js';
import { FindFloatDifferences } from './find-float-differences.js';

let billing: Billing;
beforeAll(async () => {
  billing = await startBilling();
});
afterAll(() => billing.stop());

let lastReceipt = 0;
const vendBy = (vendorId: string, tender: bigint) =>
  vendOf({
    vendorId,
    receiptNumber: String(++lastReceipt).padStart(10, '0'),
    tenderMinor: moneyMinor(tender),
    lines: [{ kind: 'energy', code: 'energy', amountMinor: moneyMinor(tender) }],
    completedAt: billing.clock.now(),
  });
const depositOf = (vendorId: string, amount: bigint) => ({
  depositId: systemClock.newId(),
  vendorId,
  vendorName: 'Shop',
  amountMinor: moneyMinor(amount),
  currency: 'KES',
  reference: systemClock.newId(),
  depositedAt: billing.clock.now(),
});
const withdrawalOf = (vendorId: string, amount: bigint) => ({
  withdrawalId: systemClock.newId(),
  vendorId,
  amountMinor: moneyMinor(amount),
  currency: 'KES',
  withdrawnAt: billing.clock.now(),
});
const stated = (vendorId: string, floatMinor: bigint, changes: Partial<EventData<typeof VendorFloatStated>> = {}) => ({
  vendorId,
  currency: 'KES',
  floatMinor: moneyMinor(floatMinor),
  receiptsThrough: lastReceipt,
  depositsBefore: new Date(billing.clock.now().getTime() - 600_000),
  statedAt: billing.clock.now(),
  ...changes,
});
const state = (statement: EventData<typeof VendorFloatStated>) => billing.deliver(VendorFloatStated, [statement]);
async function check(): Promise<void> {
  await billing.get(WatchReceipts).execute();
  await billing.get(CheckFloats).execute();
}
const pass = (minutes: number): void => billing.clock.advance(minutes * 60_000);
const differences = async (vendorId: string, filter: { state?: 'open' | 'resolved' } = {}) =>
  (await billing.get(FindFloatDifferences).execute(clerkOf(), { limit: 50, ...filter })).items.filter((one) => one.vendorId === vendorId);

describe('a vendor’s float as vending states it', () => {
  it('agrees with the ledger as of its receipt and its time, whatever was booked since', async () => {
    const vendorId = systemClock.newId();
    await billing.bookDeposits([depositOf(vendorId, 50_000n)]);
    await billing.bookVends([vendBy(vendorId, 10_000n)]);
    await billing.deliver(VendorWithdrew, [withdrawalOf(vendorId, 1_000n)]);
    pass(11);
    const statement = stated(vendorId, 39_000n);
    await billing.bookDeposits([depositOf(vendorId, 7_000n)]);
    await billing.deliver(VendorWithdrew, [withdrawalOf(vendorId, 2_500n)]);
    await billing.bookVends([vendBy(vendorId, 3_000n), vendBy(systemClock.newId(), 900n)]);

    await state(statement);
    pass(30);
    await check();

    expect(await differences(vendorId)).toEqual([]);
    expect((await billing.owner.query('select check_at from float_statement where vendor_id = $1', [vendorId])).rows).toEqual([
      { check_at: null },
    ]);
  });

  it('is shown where it differs, until what was lacking is booked', async () => {
    const vendorId = systemClock.newId();
    const lost = depositOf(vendorId, 50_000n);
    await billing.bookDeposits([depositOf(vendorId, 20_000n)]);
    pass(11);
    await state(stated(vendorId, 70_000n));
    await check();
    expect(await differences(vendorId)).toEqual([]);

    pass(5);
    await check();
    expect(await differences(vendorId, { state: 'open' })).toMatchObject([
      { statedMinor: 70_000n, bookedMinor: 20_000n, resolvedAt: undefined },
    ]);
    pass(61);
    await check();
    expect(await differences(vendorId)).toHaveLength(1);

    await billing.bookDeposits([lost]);
    pass(61);
    await check();
    expect(await differences(vendorId, { state: 'open' })).toEqual([]);
    expect(await differences(vendorId, { state: 'resolved' })).toMatchObject([{ statedMinor: 70_000n, resolvedAt: billing.clock.now() }]);
  });

  it('is not judged while receipts that it counts are missing', async () => {
    const vendorId = systemClock.newId();
    await billing.bookDeposits([depositOf(vendorId, 20_000n)]);
    const lost = vendBy(vendorId, 5_000n);
    await billing.deliver(ReceiptsStated, [{ receiptsThrough: lastReceipt, statedAt: billing.clock.now() }]);
    pass(11);
    await state(stated(vendorId, 15_000n));
    pass(600);
    await check();
    expect(await differences(vendorId)).toEqual([]);

    await billing.bookVends([lost]);
    pass(2);
    await check();
    pass(2);
    await check();
    expect(await differences(vendorId)).toEqual([]);
    expect((await billing.owner.query('select check_at from float_statement where vendor_id = $1', [vendorId])).rows).toEqual([
      { check_at: null },
    ]);
  });

  it('counts as its newest statement, however they come', async () => {
    const vendorId = systemClock.newId();
    await billing.bookDeposits([depositOf(vendorId, 20_000n)]);
    pass(11);
    const old = stated(vendorId, 1n);
    pass(1);
    await state(stated(vendorId, 20_000n));
    await state(old);
    pass(30);
    await check();

    expect(await differences(vendorId)).toEqual([]);
  });

  it('is refused in a currency that there is not', async () => {
    await expect(state(stated(systemClock.newId(), 1n, { currency: 'XXZ' }))).rejects.toMatchObject({ code: 'billing.currency_mismatch' });
  });
});
