import { VendCompleted, VendorFloatStated } from '@openprepay/contracts/vending';
import { systemClock } from '@openprepay/persistence/clock';
import { newMeter } from '@openprepay/testing/meter';
import { flatTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { issuedFor, publishDefault, refusedFor, staff, startVending, type Vending } from '../../test/fixture.js';
import { StateFloats } from '../float-statements/state-floats.js';
import { WithdrawFloat } from '../floats/withdraw-float.js';
import { Rebuild } from '../rebuilding/rebuild.js';
import { GiveFreeBasic } from '../selling/give-free-basic.js';
import type { Vend } from '../vend/vend.js';
import { FindMovements } from '../vendors/find-movements.js';
import { SetCommission } from '../floats/set-commission.js';

const HOUR_MS = 3_600_000;

let vending: Vending;
beforeAll(async () => {
  vending = await startVending();
  await publishDefault(vending, flatTariff({ freeUnits: { amount: '50', per: 'month' } }));
});
afterAll(() => vending.stop());

async function vendorWithFee(): Promise<string> {
  const { vendorId } = await vending.createVendor.execute(staff(), { name: 'shop' });
  await vending
    .get(SetCommission)
    .execute(staff(), { vendorId, commission: [{ kind: 'free-basic', perVend: '2.50' }], effectiveFrom: undefined });
  return vendorId;
}

let keys = 0;
async function give(vendorId: string): Promise<Vend> {
  const { meterNumber } = await vending.createMeter.execute(staff(), newMeter());
  const idempotencyKey = `fee-key-${++keys}`;
  return (await vending.get(GiveFreeBasic).execute(staff(), { meterNumber, idempotencyKey, vendorId })).vend;
}
const complete = (...vends: readonly Vend[]) => vending.run((tx) => vending.completeVends.execute(tx, vends.map(issuedFor)));
const refuse = (...vends: readonly Vend[]) => vending.run((tx) => vending.failVends.execute(tx, vends.map(refusedFor)));
const spend = (vendorId: string, amount: string) =>
  vending.get(WithdrawFloat).execute(staff(), { vendorId, amount, currency: 'KES', idempotencyKey: `fee-spent-${++keys}` });
const movementsOf = async (vendorId: string) =>
  (await vending.get(FindMovements).execute(staff(), { vendorId, limit: 100 })).page.items
    .toReversed()
    .map(({ kind, amountMinor, balanceMinor }) => [kind, amountMinor, balanceMinor]);
const FEE = ['commission', 250n, 250n];

describe('the fee for free units', () => {
  it('is in the float with their token, once however often the answer comes', async () => {
    const vendorId = await vendorWithFee();
    const vend = await give(vendorId);
    expect(await movementsOf(vendorId)).toEqual([]);

    await complete(vend);
    await complete(vend);

    expect(await movementsOf(vendorId)).toEqual([FEE]);
  });

  it('is not there to be spent before the vault has refused them, so the refusal loses nothing and is never in the way', async () => {
    const vendorId = await vendorWithFee();
    const [given, refused] = [await give(vendorId), await give(vendorId)];
    await complete(given);
    await expect(spend(vendorId, '2.51')).rejects.toMatchObject({ code: 'vending.withdrawal_exceeds_float' });
    await spend(vendorId, '2.50');

    await refuse(refused);

    expect(await movementsOf(vendorId)).toEqual([FEE, ['withdrawal', -250n, 0n]]);
    await expect(vending.findVend.execute(staff(), { vendId: refused.vendId })).resolves.toMatchObject({ outcome: { state: 'failed' } });
  });

  it('is paid for each of many whose tokens come together, in the order of their vends', async () => {
    const [one, other] = [await vendorWithFee(), await vendorWithFee()];
    const vends = [await give(one), await give(other), await give(one)];

    await complete(...vends);

    expect(await movementsOf(one)).toEqual([FEE, ['commission', 250n, 500n]]);
    expect(await movementsOf(other)).toEqual([FEE]);
  });

  it('that an earlier release has paid with the sale is not paid again, and goes back where the vault refuses', async () => {
    const vendorId = await vendorWithFee();
    const [given, refused] = [await give(vendorId), await give(vendorId)];
    for (const { vendId } of [given, refused]) await paidBefore(vendorId, vendId);

    await complete(given);
    await refuse(refused);

    expect(await movementsOf(vendorId)).toEqual([FEE, ['commission', 250n, 500n], ['commission-returned', -250n, 250n]]);
  });

  it('of units that wait for their token is left out of what the books are told of the float, whoever has paid it', async () => {
    const [ours, before] = [await vendorWithFee(), await vendorWithFee()];
    await give(ours);
    await paidBefore(before, (await give(before)).vendId);
    vending.clock.advance(HOUR_MS);

    while ((await vending.get(StateFloats).execute()) > 0);

    const stated = (await vending.events(VendorFloatStated)).filter(({ data }) => [ours, before].includes(data.vendorId));
    expect(stated.map(({ data }) => data.floatMinor)).toEqual([0n, 0n]);
  });

  it('is paid where a database that has lost the token has it again', async () => {
    const vendorId = await vendorWithFee();
    const vend = await give(vendorId);
    const told = await toldOf(vend);

    await new Rebuild(vending.unitOfWork).take(told);

    expect(await movementsOf(vendorId)).toEqual([FEE]);
  });
});

/** As a release did that paid the fee when it took the order. */
async function paidBefore(vendorId: string, vendId: string): Promise<void> {
  await vending.owner.query(
    `with paid as (update vendor set float_minor = float_minor + 250, last_movement = last_movement + 1 where vendor_id = $1
       returning utility, last_movement, float_minor)
     insert into vendor_movement (utility, vendor_id, position, kind, cause_id, amount_minor, balance_minor, moved_at)
     select utility, $1, last_movement, 'commission', $2, 250, float_minor, $3 from paid`,
    [vendorId, vendId, systemClock.now()],
  );
}

/** What others were told of a vend that is not completed here. */
async function toldOf(vend: Vend) {
  const vendorId = vend.vendorId!;
  const completed = (await vending.events(VendCompleted)).at(-1)!;
  const data = { ...completed.data, vendId: vend.vendId, meterNumber: vend.meter.meterNumber, vendorId, receiptNumber: '1000' };
  return { type: completed.type, utility: completed.utility, data: z.encode(VendCompleted.data, data) };
}
