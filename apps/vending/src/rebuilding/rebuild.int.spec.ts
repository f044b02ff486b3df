import type { EventDefinition } from '@openprepay/contracts/event';
import { VendCompleted } from '@openprepay/contracts/vending';
import type { PastEvent } from '@openprepay/messaging/history';
import { moneyMinor } from '@openprepay/quantities';
import { newMeter } from '@openprepay/testing/meter';
import { domesticTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { issuedFor, publishDefault, staff, startVending, type Vending } from '../../test/fixture.js';
import { PayAccount } from '../account-payments/pay-account.js';
import { WithdrawFloat } from '../floats/withdraw-float.js';
import type { Vend } from '../vend/vend.js';
import { PASSES } from './passes.js';
import { Rebuild } from './rebuild.js';

let lost: Vending;
/** An account with a debt. */
const OWING = {
  ...{ accountNumber: 'OWING', revision: 1, currency: 'KES' },
  debts: [
    {
      ...{ debtId: '00000000-0000-4000-8000-000000000001', code: 'loan', recovery: { share: '10' } },
      ...{ chargedMinor: moneyMinor(5_000n), settledElsewhereMinor: moneyMinor(0n) },
    },
  ],
};

/** As the backup has it: it knows the prices and nothing else. */
let restored: Vending;
beforeAll(async () => {
  [lost, restored] = await Promise.all([startVending(), startVending()]);
  for (const vending of [lost, restored]) {
    await publishDefault(vending, domesticTariff());
    await vending.run((tx) => vending.storeAccountPricing.execute(tx, [OWING]));
  }
});
afterAll(() => Promise.all([lost.stop(), restored.stop()]));

/** What a service has told the others, in the order in which it is read. */
async function saidBy(vending: Vending): Promise<readonly PastEvent[]> {
  const said = async (event: EventDefinition): Promise<readonly PastEvent[]> =>
    (await vending.events(event)).map(({ type, utility, data }) => ({ type, utility, data: z.encode(event.data, data) }));
  return (await Promise.all(PASSES.flatMap(({ events }) => events).map(said))).flat();
}

async function rebuild(): Promise<Rebuild['found']> {
  const rebuilding = new Rebuild(restored.unitOfWork);
  for (const event of await saidBy(lost)) await rebuilding.take(event);
  return rebuilding.found;
}

const complete = async (vending: Vending, vend: Vend): Promise<void> =>
  vending.run((tx) => vending.completeVends.execute(tx, [{ ...issuedFor(vend), cause: undefined }] as never));
const rows = async (vending: Vending, statement: string): Promise<unknown> => (await vending.owner.query(statement)).rows;
const STATE = {
  vends: "select to_jsonb(v) - 'supply_id' - 'fixed_charges_taken' as vend from vend v order by receipt_number",
  supplies: 'select meter_number, units_month, units_tenths, charges_accrued_through, fixed_charges_due from supply order by meter_number',
  floats: 'select name, currency, float_minor, last_movement from vendor order by name',
  movements: 'select kind, cause_id, amount_minor, balance_minor from vendor_movement order by position',
  payments: 'select to_jsonb(p) as payment from account_payment p order by receipt_number',
  debts: 'select debt_id, recovered_minor from debt order by debt_id',
  counter: 'select utility, last_number from receipt_counter',
};

async function stateOf(vending: Vending): Promise<Readonly<Record<string, unknown>>> {
  const state: Record<string, unknown> = {};
  for (const [what, statement] of Object.entries(STATE)) state[what] = await rows(vending, statement);
  return state;
}

describe('a database that has lost what vending told the others', () => {
  it('has it again: meters, deposits, withdrawals, vends with their receipts and tokens, and all that they did', async () => {
    const meters = [await lost.createMeter.execute(staff(), newMeter()), await lost.createMeter.execute(staff(), newMeter())];
    const { vendorId } = await lost.createVendor.execute(staff(), { name: 'Corner shop' });
    await lost.depositFloat.execute(staff(), { vendorId, amount: '5000.00', currency: 'KES', reference: 'bank-1' });
    for (const [index, { meterNumber }] of [...meters, ...meters].entries()) {
      const { vend } = await lost.sell(meterNumber, `sale-${index}`, { amount: '700.00', vendorId });
      await complete(lost, vend);
    }
    const withdrawn = { vendorId, amount: '100.00', currency: 'KES', idempotencyKey: 'withdrawn-1' };
    await lost.get(WithdrawFloat).execute(staff(), withdrawn);
    const payment = {
      accountNumber: 'OWING',
      amount: '30.00',
      currency: 'KES',
      paymentMethod: 'cash',
      idempotencyKey: 'paid-0001',
    } as const;
    await lost.get(PayAccount).execute({ ...staff(), roles: ['vendor'], vendorId }, payment);

    expect(await rebuild()).toMatchObject({
      meters: 2,
      deposits: 1,
      withdrawals: 1,
      accountPayments: 1,
      vends: { made: 4, known: 0 },
      lookAt: [],
    });

    expect(await stateOf(restored)).toEqual(await stateOf(lost));
  });

  it('changes nothing when it is told once more', async () => {
    const before = await stateOf(restored);

    expect(await rebuild()).toMatchObject({
      meters: 0,
      deposits: 0,
      withdrawals: 0,
      accountPayments: 0,
      vends: { made: 0, known: 4 },
      lookAt: [],
    });

    expect(await stateOf(restored)).toEqual(before);
  });

  it('answers the till that repeats a request with the vend that it made, and gives the next vend the next receipt', async () => {
    const [vend] = await lost.events(VendCompleted);
    const vendorId = vend!.data.vendorId!;
    const { meterNumber } = vend!.data;

    const again = await restored.sell(meterNumber, 'sale-0', { amount: '700.00', vendorId });
    expect(again).toMatchObject({ replayed: true, vend: { vendId: vend!.data.vendId } });

    const next = await restored.sell(meterNumber, 'sale-next', { amount: '700.00', vendorId });
    await complete(restored, next.vend);
    expect((await restored.events(VendCompleted)).at(-1)?.data).toMatchObject({ receiptNumber: '0000000006' });
  });

  it('completes what it still knows as waiting under the receipt that the customer holds', async () => {
    const { meterNumber } = (await lost.events(VendCompleted))[0]!.data;
    const { vend } = await restored.sell(meterNumber, 'waiting', { amount: '100.00' });
    const completed = (await restored.events(VendCompleted)).at(-1)!.data;
    const data = { ...completed, vendId: vend.vendId, receiptNumber: '0000000009', unitsTenths: vend.effect.unitsTenths };
    const rebuilding = new Rebuild(restored.unitOfWork);

    await rebuilding.take({ type: VendCompleted.type, utility: 'acme', data: z.encode(VendCompleted.data, data) });

    expect(rebuilding.found.vends).toMatchObject({ completed: 1 });
    expect(await restored.findVend.execute(staff(), { vendId: vend.vendId })).toMatchObject({
      outcome: { state: 'completed', receiptNumber: '0000000009' },
    });
    expect(await rows(restored, STATE.counter)).toMatchObject([{ last_number: '9' }]);
  });

  it('says of what it has otherwise, or cannot take, which vend a person must look at', async () => {
    const { data } = (await lost.events(VendCompleted))[0]!;
    const rebuilding = new Rebuild(restored.unitOfWork);
    const say = (change: Partial<typeof data>) =>
      rebuilding.take({ type: VendCompleted.type, utility: 'acme', data: z.encode(VendCompleted.data, { ...data, ...change }) });

    await say({ receiptNumber: '0000000099' });
    const vendId = '01900000-0000-7000-8000-000000000001';
    await say({ vendId, meterNumber: newMeter().meterNumber });

    expect(rebuilding.found.lookAt).toEqual([
      { vendId: data.vendId, why: 'contradicts' },
      { vendId, why: 'meter-unknown' },
    ]);
  });
});
