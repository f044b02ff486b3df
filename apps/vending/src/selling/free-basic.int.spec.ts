import { VendCompleted, VendReversed } from '@openprepay/contracts/vending';
import { newMeter } from '@openprepay/testing/meter';
import { flatTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuedFor, publishDefault, refusedFor, staff, startVending, type Vending } from '../../test/fixture.js';
import { OpenBatch } from '../batches/open-batch.js';
import { FindBatch } from '../batches/find-batch.js';
import { ChangeReversalPolicy } from '../reversals/change-reversal-policy.js';
import { ReverseVend } from '../reversals/reverse-vend.js';
import type { Vend } from '../vend/vend.js';
import { vendToApi } from '../vend/vend-api.js';
import { GiveFreeBasic } from './give-free-basic.js';
import type { SoldVend } from './sell-vend.js';

const NOT_DUE = { code: 'vending.free_basic_not_due' };

let vending: Vending;
beforeAll(async () => {
  vending = await startVending();
  vending.clock.set('2026-11-10T08:00:00Z');
  await publishDefault(vending, flatTariff({ timeZone: 'Africa/Nairobi', freeUnits: { amount: '50', per: 'month' } }));
  await vending
    .get(ChangeReversalPolicy)
    .execute({ ...staff(), subject: 'boss' }, { mode: 'until-delivered', minutes: undefined, approval: false });
});
afterAll(() => vending.stop());

const meterOf = async (): Promise<string> => (await vending.createMeter.execute(staff(), newMeter())).meterNumber;
const give = (meterNumber: string, idempotencyKey: string, vendorId?: string): Promise<SoldVend> =>
  vending.get(GiveFreeBasic).execute(staff(), { meterNumber, idempotencyKey, ...(vendorId === undefined ? {} : { vendorId }) });
const complete = async (vend: Vend): Promise<Vend> => {
  await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(vend)]));
  return vending.findVend.execute(staff(), { vendId: vend.vendId });
};

describe('the free units of a month', () => {
  it('are a vend of nothing to pay, with a token, a receipt and an event of their own', async () => {
    const { vend } = await give(await meterOf(), 'free-one');
    const completed = await complete(vend);

    expect(vendToApi(completed)).toMatchObject({
      ...{ state: 'completed', grant: 'free-basic', paymentMethod: 'none', tender: { amount: '0.00', currency: 'KES' } },
      ...{ units: { value: '50.0', unit: 'kWh' }, lines: [], blocks: { month: '2026-11', unitsThisMonth: '0.0' } },
      tokens: [{ kind: 'credit' }],
    });
    const events = (await vending.events(VendCompleted)).filter(({ data }) => data.vendId === vend.vendId);
    expect(events.map(({ data }) => data)).toMatchObject([
      { tenderMinor: 0n, unitsTenths: 500n, grant: { kind: 'free-basic', countsTowardBlocks: false }, lines: [] },
    ]);
  });

  it('are given once a month of the tariff’s time zone, and again in the next', async () => {
    const meter = await meterOf();
    await complete((await give(meter, 'november')).vend);

    await expect(give(meter, 'november-2')).rejects.toMatchObject(NOT_DUE);
    vending.clock.set('2026-11-30T20:59:59Z');
    await expect(give(meter, 'november-3')).rejects.toMatchObject(NOT_DUE);
    vending.clock.set('2026-11-30T21:00:00Z');
    await expect(give(meter, 'december')).resolves.toMatchObject({ vend: { effect: { month: '2026-12' } } });
    vending.clock.set('2026-11-10T08:00:00Z');
  });

  it('are the same vend where the key comes again, and another request’s key is refused', async () => {
    const meter = await meterOf();
    const { vend } = await give(meter, 'same-key');

    await expect(give(meter, 'same-key')).resolves.toMatchObject({ replayed: true, vend: { vendId: vend.vendId } });
    await expect(vending.sell(meter, 'same-key')).rejects.toMatchObject({ code: 'vending.idempotency_key_reused' });
    await vending.sell(meter, 'sold-key');
    await expect(give(meter, 'sold-key')).rejects.toMatchObject({ code: 'vending.idempotency_key_reused' });
  });

  it('go to one of many tills that ask at once', async () => {
    const meter = await meterOf();

    const answers = await Promise.allSettled(Array.from({ length: 8 }, (_, till) => give(meter, `race-of-tills-${till}`)));

    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []))).toEqual(
      Array.from({ length: 7 }, () => expect.objectContaining(NOT_DUE) as unknown),
    );
  });

  it('are due again where the vault refused them, or they were taken back', async () => {
    const meter = await meterOf();
    const { vend: refused } = await give(meter, 'refused-1');
    await vending.run((tx) => vending.failVends.execute(tx, [refusedFor(refused)]));

    const taken = await complete((await give(meter, 'refused-2')).vend);
    await expect(give(meter, 'refused-3')).rejects.toMatchObject(NOT_DUE);
    await vending.get(ReverseVend).execute(staff(), { vendId: taken.vendId, reason: 'wrong meter' });

    await expect(give(meter, 'refused-4')).resolves.toMatchObject({ replayed: false });
    const reversed = (await vending.events(VendReversed)).map(({ data }) => data.vend.vendId);
    expect(reversed).toContain(taken.vendId);
  });

  it('move no vendor’s float, and stand in the till’s batch at nothing', async () => {
    const { vendorId } = await vending.createVendor.execute(staff(), { name: 'shop', floatLimit: '0' });
    const { batchId } = await vending.get(OpenBatch).execute(staff(), { kind: 'shift' });

    await complete((await give(await meterOf(), 'of-a-shop', vendorId)).vend);

    await expect(vending.findVendor.execute(staff(), { vendorId })).resolves.toMatchObject({ floatMinor: 0n });
    const { rows } = await vending.owner.query('select count(*)::int as moved from vendor_movement where vendor_id = $1', [vendorId]);
    expect(rows).toEqual([{ moved: 0 }]);
    const { totals } = await vending.get(FindBatch).execute(staff(), { batchId });
    expect(totals).toContainEqual(expect.objectContaining({ dimension: 'paymentMethod', name: 'none', vends: 1, amountMinor: 0n }));
  });

  it('are refused for a vendor that there is not, and by a tariff that gives none', async () => {
    const unknown = '019ab000-0000-7000-8000-0000000000ff';
    await expect(give(await meterOf(), 'no-vendor', unknown)).rejects.toMatchObject({ code: 'vending.vendor_unknown' });

    await publishDefault(vending, flatTariff(), 'meagre');
    const { meterNumber } = await vending.createMeter.execute(staff('meagre'), newMeter());
    const giving = vending.get(GiveFreeBasic).execute(staff('meagre'), { meterNumber, idempotencyKey: 'none-given' });
    await expect(giving).rejects.toMatchObject(NOT_DUE);
  });

  it('cannot be stored twice for a month, whatever the supply is thought to have had', async () => {
    const meter = await meterOf();
    await give(meter, 'stored-once');
    await vending.owner.query('update supply set free_units_month = null where meter_number = $1', [meter]);

    const answers = await Promise.allSettled(Array.from({ length: 4 }, (_, till) => give(meter, `stored-twice-${till}`)));

    const refusals = answers.map((answer) => (answer.status === 'rejected' ? (answer.reason as unknown) : 'given'));
    expect(refusals).toEqual(Array.from({ length: 4 }, () => expect.objectContaining(NOT_DUE) as unknown));
  });
});
