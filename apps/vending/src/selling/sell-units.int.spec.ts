import { newMeter } from '@openprepay/testing/meter';
import { domesticTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuedFor, publishDefault, sale, staff, startVending, type Vending } from '../../test/fixture.js';

const FIFTY = { units: { value: '50', unit: 'kWh' } } as const;

describe('a sale for units', () => {
  let vending: Vending;

  beforeAll(async () => {
    vending = await startVending();
    await publishDefault(vending, domesticTariff());
  });
  afterAll(() => vending.stop());

  const meterOf = async (): Promise<string> => (await vending.createMeter.execute(staff(), newMeter())).meterNumber;

  it('costs the smallest tender that buys them, as the quote has said', async () => {
    const meter = await meterOf();

    const { priced } = await vending.quoteVend.execute(staff(), sale(meter, FIFTY));
    const { vend } = await vending.sell(meter, 'units-1', FIFTY);

    expect(vend.tenderMinor).toBe(priced.tenderMinor);
    expect(vend).toMatchObject({ unitsAskedTenths: 500n, effect: { unitsTenths: 500n }, blocks: priced.blocks });
    const less = { amount: amountOf(priced.tenderMinor - 1n) };
    const other = await vending.quoteVend.execute(staff(), sale(await meterOf(), less));
    expect(other.priced.unitsTenths).toBeLessThan(500n);
  });

  it('is the same sale when it comes again, and another with other units', async () => {
    const meter = await meterOf();
    const { vend } = await vending.sell(meter, 'units-2', FIFTY);

    expect(await vending.sell(meter, 'units-2', { units: { value: '50.0', unit: 'kWh' } })).toMatchObject({
      replayed: true,
      vend: { vendId: vend.vendId },
    });
    await expect(vending.sell(meter, 'units-2', { units: { value: '50.1', unit: 'kWh' } })).rejects.toMatchObject({
      code: 'vending.idempotency_key_reused',
    });
    await expect(vending.sell(meter, 'units-2', { amount: amountOf(vend.tenderMinor) })).rejects.toMatchObject({
      code: 'vending.idempotency_key_reused',
    });
  });

  it('is paid by the float with what it costs, or not at all', async () => {
    const meter = await meterOf();
    const { vendorId } = await vending.createVendor.execute(staff(), { name: 'shop', floatLimit: '0' });
    await expect(vending.sell(meter, 'units-3', { ...FIFTY, vendorId })).rejects.toMatchObject({
      code: 'vending.vendor_float_insufficient',
    });
    await vending.depositFloat.execute(staff(), { vendorId, amount: '5000.00', currency: 'KES', reference: 'units-3' });

    const { vend } = await vending.sell(meter, 'units-3', { ...FIFTY, vendorId });

    const { floatMinor } = await vending.findVendor.execute(staff(), { vendorId });
    expect(floatMinor).toBe(500_000n - vend.tenderMinor);
  });

  it('is refused in units that the meter does not count', async () => {
    await expect(vending.sell(await meterOf(), 'units-4', { units: { value: '50', unit: 'm3' } })).rejects.toMatchObject({
      code: 'vending.unit_mismatch',
    });
  });

  it('keeps where the month stood when it was sold, whatever is sold later', async () => {
    const meter = await meterOf();
    const { vend } = await vending.sell(meter, 'units-5', { units: { value: '29', unit: 'kWh' } });
    await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(vend)]));
    await vending.sell(meter, 'units-6', FIFTY);

    const { blocks } = await vending.findVend.execute(staff(), { vendId: vend.vendId });

    expect(blocks).toEqual({ month: '2026-11', unitsThisMonth: '29.0', remainingInBlock: '1.0', nextRate: '16.30' });
  });
});

const amountOf = (minor: bigint): string => `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`;
