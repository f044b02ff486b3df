import { sql } from '@openprepay/persistence/sql';
import { TokenRequested } from '@openprepay/contracts/vending';
import { UTILITY } from '@openprepay/testing/identity';
import { newMeter } from '@openprepay/testing/meter';
import { flatTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { staff, publishDefault, startVending, type Vending } from '../../test/fixture.js';
import { MeterRepository } from '../meters/meter.repository.js';

/** Blocks that make the order and the sum of sales show in the lines. */
const BLOCKS = { energy: { blocks: [{ upTo: '500', rate: '1' }, { upTo: '900', rate: '2' }, { rate: '4' }] } };

describe('accepting a vend', () => {
  let vending: Vending;

  beforeAll(async () => {
    vending = await startVending({ poolSize: 20 });
    await publishDefault(vending, flatTariff(BLOCKS));
  });
  afterAll(() => vending.stop());

  const meterNumber = async (): Promise<string> => (await vending.createMeter.execute(staff(), newMeter())).meterNumber;
  const requestsFor = async (meter: string) => (await vending.events(TokenRequested)).filter(({ data }) => data.meterNumber === meter);

  it('makes one vend of ten requests that race with one key', async () => {
    const meter = await meterNumber();

    const accepted = await Promise.all(Array.from({ length: 10 }, () => vending.sell(meter, 'one-key')));

    expect(new Set(accepted.map(({ vend }) => vend.vendId)).size).toBe(1);
    expect(accepted.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await requestsFor(meter)).toHaveLength(1);
    expect((await supplyOf(vending, meter)).tenths).toBe('1000');
  });

  it('makes twenty vends of twenty keys that race on one meter, priced one after the other', async () => {
    const meter = await meterNumber();

    const accepted = await Promise.all(Array.from({ length: 20 }, (_, index) => vending.sell(meter, `racer-${index}`)));

    // 500 at 1, 400 at 2 (800 money), the last 700 money at 4 = 175 units
    const sold = accepted.reduce((sum, { vend }) => sum + vend.effect.unitsTenths, 0n);
    expect(sold).toBe(10_750n);
    expect((await supplyOf(vending, meter)).tenths).toBe('10750');
    expect(await requestsFor(meter)).toHaveLength(20);
  });

  it('tells a racing request on another meter that its key is taken', async () => {
    const meters = [await meterNumber(), await meterNumber()];

    const outcomes = await Promise.allSettled(meters.map((meter) => vending.sell(meter, 'shared-key')));

    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const refusal = outcomes.find((outcome) => outcome.status === 'rejected');
    expect(refusal?.reason).toMatchObject({ code: 'vending.idempotency_key_reused' });
  });

  it('refuses a used key for another amount, and takes 100.0 for 100.00', async () => {
    const meter = await meterNumber();
    const first = await vending.sell(meter, 'k', { amount: '100.00' });

    const same = await vending.sell(meter, 'k', { amount: '100.0' });

    expect(same).toMatchObject({ replayed: true, vend: { vendId: first.vend.vendId } });
    await expect(vending.sell(meter, 'k', { amount: '100.01' })).rejects.toMatchObject({
      code: 'vending.idempotency_key_reused',
    });
  });

  it('keeps the keys of vendors apart from each other and from the staff', async () => {
    const meter = await meterNumber();
    const vendorIds = await Promise.all(['a', 'b'].map((name) => vendorWith(vending, name, '1000')));

    const sellers = [undefined, ...vendorIds];
    const accepted = await Promise.all(
      sellers.map((vendorId) => vending.sell(meter, 'same-text', vendorId === undefined ? {} : { vendorId })),
    );

    expect(new Set(accepted.map(({ vend }) => vend.vendId)).size).toBe(3);
    const [own, ofA] = accepted.map(({ vend }) => vend.vendId);
    expect((await vending.findVendByKey.execute(staff(), { vendorId: vendorIds[0], idempotencyKey: 'same-text' })).vendId).toBe(ofA);
    expect((await vending.findVendByKey.execute(staff(), { idempotencyKey: 'same-text' })).vendId).toBe(own);
  });

  it('never tells staff that nothing was sold under a key that a vendor used', async () => {
    const vendorId = await vendorWith(vending, 'used', '1000');
    const { vend } = await vending.sell(await meterNumber(), 'vendors-key', { vendorId });

    expect((await vending.findVendByKey.execute(staff(), { idempotencyKey: 'vendors-key' })).vendId).toBe(vend.vendId);
  });

  it('leaves neither vend nor event nor state behind when the float says no at the very end', async () => {
    const meter = await meterNumber();
    const vendorId = await vendorWith(vending, 'poor', '99.99');

    await expect(vending.sell(meter, 'k', { vendorId })).rejects.toMatchObject({
      code: 'vending.vendor_float_insufficient',
    });

    expect(await requestsFor(meter)).toEqual([]);
    expect((await supplyOf(vending, meter)).tenths).toBe('0');
    await expect(vending.findVendByKey.execute(staff(), { vendorId: vendorId, idempotencyKey: 'k' })).rejects.toMatchObject({
      code: 'vending.vend_not_found',
    });
  });

  it('sells under a key that was refused before', async () => {
    const meter = await meterNumber();
    const vendorId = await vendorWith(vending, 'refilled', '0.01');
    await expect(vending.sell(meter, 'k', { vendorId })).rejects.toThrow();
    await vending.depositFloat.execute(staff(), { vendorId, amount: '99.99', currency: 'KES', reference: 'r2' });

    const accepted = await vending.sell(meter, 'k', { vendorId });

    expect(accepted.replayed).toBe(false);
  });

  it('never takes a float below its limit, however many sell at once', async () => {
    const meters = await Promise.all(Array.from({ length: 50 }, meterNumber));
    const vendor = await vending.createVendor.execute(staff(), { name: 'busy', floatLimit: '150' });
    await vending.depositFloat.execute(staff(), { vendorId: vendor.vendorId, amount: '1000', currency: 'KES', reference: 'r' });

    const outcomes = await Promise.allSettled(
      meters.map((meter, index) => vending.sell(meter, `busy-${index}`, { vendorId: vendor.vendorId })),
    );

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(11);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'vending.vendor_float_insufficient' });
    }
    expect((await vending.findVendor.execute(staff(), { vendorId: vendor.vendorId })).floatMinor).toBe(-10_000n);
  });

  it('refuses a vendor that there is not, and one with another currency', async () => {
    const meter = await meterNumber();
    const dollars = await vending.createVendor.execute({ ...staff(), currency: 'USD' }, { name: 'dollars', floatLimit: '500' });

    await expect(vending.sell(meter, 'k', { vendorId: '019ab000-0000-7000-8000-000000000000' })).rejects.toMatchObject({
      code: 'vending.vendor_unknown',
    });
    await expect(vending.sell(meter, 'k', { vendorId: dollars.vendorId })).rejects.toMatchObject({
      code: 'vending.currency_mismatch',
    });
  });

  it('answers a used key by what was sold, even if the repeat names a meter that there is not', async () => {
    const meter = await meterNumber();
    await vending.sell(meter, 'k9');
    const unknown = newMeter().meterNumber;

    await expect(vending.sell(unknown, 'k9')).rejects.toMatchObject({ code: 'vending.idempotency_key_reused' });
    await expect(vending.sell(unknown, 'k10')).rejects.toMatchObject({ code: 'vending.meter_unknown' });
  });

  it('refuses an amount that cannot be read without waiting for the meter, which somebody else may hold', async () => {
    const meter = await meterNumber();

    await vending.run(async (tx) => {
      await vending.get(MeterRepository).lock(tx, meter);
      await expect(vending.sell(meter, 'unreadable', { amount: '1.005' })).rejects.toMatchObject({ code: 'vending.amount_invalid' });
    });
  });

  it('asks the vault for what the meter was when it was sold to', async () => {
    const meter = newMeter();
    await vending.createMeter.execute(staff(), meter);

    const { vend } = await vending.sell(meter.meterNumber, 'asks-the-vault');

    const [request] = await requestsFor(meter.meterNumber);
    expect(request).toMatchObject({
      utility: UTILITY,
      data: {
        ...meter.keyData,
        requestId: vend.vendId,
        tokens: [{ kind: 'credit', commodity: 'electricity', amountTenths: 1_000n }],
      },
    });
  });
});

const supplyOf = (vending: Vending, meterNumber: string): Promise<{ readonly tenths: string }> =>
  vending.run(async (tx) => {
    const [row] = await sql<{ readonly tenths: string }>(tx, 'select units_tenths as tenths from supply where meter_number = $1', [
      meterNumber,
    ]);
    return row!;
  });

async function vendorWith(vending: Vending, name: string, amount: string): Promise<string> {
  const { vendorId } = await vending.createVendor.execute(staff(), { name });
  await vending.depositFloat.execute(staff(), { vendorId, amount, currency: 'KES', reference: name });
  return vendorId;
}
