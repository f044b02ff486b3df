import type { Principal } from '@openprepay/contracts/identity';
import { moneyMinor } from '@openprepay/quantities';
import { eventually } from '@openprepay/testing/eventually';
import { newMeter } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuedFor, publishDefault, staff, startVending, type Vending } from '../../test/fixture.js';
import { hold } from '../../test/held.js';
import { PayAccount } from '../account-payments/pay-account.js';

let vending: Vending;
const meterOf = async (): Promise<string> => (await vending.createMeter.execute(staff(), newMeter())).meterNumber;
const vendorOf = async (name: string): Promise<string> => {
  const { vendorId } = await vending.createVendor.execute(staff(), { name });
  await vending.depositFloat.execute(staff(), { vendorId, amount: '100000', currency: 'KES', reference: name });
  return vendorId;
};

describe('a vendor with more sales under way than the house can hold', () => {
  beforeAll(async () => {
    vending = await startVending({ poolSize: 6 });
    await publishDefault(vending);
  });
  afterAll(() => vending.stop());

  it('keeps neither another’s sale waiting nor whatever else is asked', async () => {
    const [greedy, modest] = [await vendorOf('greedy'), await vendorOf('modest')];
    const [held, free] = [await meterOf(), await meterOf()];
    const meter = await hold(vending, 'select 1 from meter where meter_number = $1 for update', [held]);

    const selling = Promise.all(Array.from({ length: 40 }, (_, nth) => vending.sell(held, `greedy-sale-${nth}`, { vendorId: greedy })));
    await meter.waiting(3);

    const { vend } = await vending.sell(free, 'modest-sale', { vendorId: modest });
    expect(vend.vendorId).toBe(modest);
    expect((await vending.findVendor.execute(staff(), { vendorId: greedy })).floatMinor).toBe(10_000_000n);

    await meter.release();
    expect(new Set((await selling).map((sold) => sold.vend.vendId)).size).toBe(40);
  });

  it('keeps nobody’s sale waiting with payments of debts either', async () => {
    const [greedy, modest] = [await vendorOf('paid at'), await vendorOf('sold at')];
    const owed = {
      code: 'loan',
      chargedMinor: moneyMinor(10_000n),
      settledElsewhereMinor: moneyMinor(0n),
      recovery: { share: '10' },
    } as const;
    const pricing = { accountNumber: 'OWING', revision: 1, currency: 'KES', debts: [{ debtId: vending.clock.newId(), ...owed }] };
    await vending.run((tx) => vending.storeAccountPricing.execute(tx, [pricing]));
    const till: Principal = { ...staff(), roles: ['vendor'], vendorId: greedy };
    const payment = { accountNumber: 'OWING', amount: '1.00', currency: 'KES', paymentMethod: 'cash' } as const;
    const debt = await hold(vending, 'select 1 from debt where account_number = $1 for update', ['OWING']);

    const paying = Promise.all(
      Array.from({ length: 40 }, (_, nth) =>
        vending.get(PayAccount).execute(till, { ...payment, idempotencyKey: `greedy-payment-${nth}` }),
      ),
    );
    await debt.waiting(3);

    const { vend } = await vending.sell(await meterOf(), 'sale-beside-payments', { vendorId: modest });
    expect(vend.vendorId).toBe(modest);

    await debt.release();
    await paying;
    expect((await vending.findVendor.execute(staff(), { vendorId: greedy })).floatMinor).toBe(10_000_000n - 4_000n);
  });

  it('is told so, and may come back, once a hundred of them wait', async () => {
    const [crowd, other] = [await vendorOf('crowd'), await vendorOf('other')];
    const meter = await meterOf();
    const held = await hold(vending, 'select 1 from meter where meter_number = $1 for update', [meter]);

    const selling = Array.from({ length: 103 }, (_, nth) => vending.sell(meter, `crowd-sale-${nth}`, { vendorId: crowd }));
    await expect(vending.sell(meter, 'one-too-many', { vendorId: crowd })).rejects.toMatchObject({
      code: 'vending.seller_busy',
      retryAfterSeconds: 1,
    });
    expect((await vending.sell(await meterOf(), 'of-another', { vendorId: other })).replayed).toBe(false);

    await held.release();
    await Promise.all(selling);
    expect((await vending.sell(meter, 'one-too-many', { vendorId: crowd })).replayed).toBe(false);
  });
});

describe('a vendor whose sales wait for a vault that is away', () => {
  beforeAll(async () => {
    vending = await startVending({ vendWaitMs: 60_000 });
    await publishDefault(vending);
  });
  afterAll(() => vending.stop());

  it('is answered at once that the token is not there, once so many wait; another one’s sale waits as before', async () => {
    const [crowd, other] = [await vendorOf('crowd'), await vendorOf('other')];
    const meter = await meterOf();
    let answered = 0;
    const sell = (key: string, vendorId: string) => vending.sell(meter, key, { vendorId }).finally(() => (answered += 1));

    const selling = Array.from({ length: 70 }, (_, nth) => sell(`awaiting-${nth}`, crowd));
    await eventually(() => expect(answered).toBe(6));
    const ofOther = sell('of-another', other);
    const vends = await eventually(async () => {
      const { items } = await vending.findVends.execute(staff(), { meterNumber: meter, limit: 100 });
      expect(items).toHaveLength(71);
      return items;
    });
    expect(answered).toBe(6);
    await vending.run((tx) => vending.completeVends.execute(tx, vends.map(issuedFor)));

    const states = (await Promise.all(selling)).map(({ vend }) => vend.outcome.state);
    expect(states.filter((state) => state === 'awaiting-token')).toHaveLength(6);
    expect((await ofOther).vend.outcome.state).toBe('completed');
  });
});
