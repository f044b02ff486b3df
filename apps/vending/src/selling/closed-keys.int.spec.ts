import type { Principal } from '@openprepay/contracts/identity';
import { Signal } from '@openprepay/pace/signal';
import { eventually } from '@openprepay/testing/eventually';
import { newMeter } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sale, staff, publishDefault, startVending, type Vending } from '../../test/fixture.js';
import { hold, sessions } from '../../test/held.js';
import { PRICING_CHANNEL } from '../pricing/announce-pricing.js';
import { ForgetClosedKeys } from '../vend/forget-closed-keys.js';
import { SellVend } from './sell-vend.js';

const NOT_FOUND = { code: 'vending.vend_not_found' };
const CLOSED = { code: 'vending.idempotency_key_closed' };

let vending: Vending;
beforeAll(async () => {
  vending = await startVending({ pricingWaitMs: 20_000 });
  await publishDefault(vending);
});
afterAll(() => vending.stop());

const meterOf = async (accountNumber?: string): Promise<string> =>
  (await vending.createMeter.execute(staff(), newMeter({ accountNumber }))).meterNumber;
const ask = (idempotencyKey: string, { vendorId, caller = staff() }: { vendorId?: string; caller?: Principal } = {}) =>
  vending.findVendByKey.execute(caller, { idempotencyKey, vendorId });
const vendsOf = async (meterNumber: string) => (await vending.findVends.execute(staff(), { meterNumber, limit: 10 })).items;
const vendorOf = async (name: string): Promise<string> => {
  const { vendorId } = await vending.createVendor.execute(staff(), { name });
  await vending.depositFloat.execute(staff(), { vendorId, amount: '1000', currency: 'KES', reference: name });
  return vendorId;
};
const user = (username: string, roles: Principal['roles'] = ['clerk']): Principal => ({ ...staff(), subject: username, username, roles });

describe('whoever was told that nothing was sold', () => {
  it('may rely on it where the request comes later', async () => {
    const meter = await meterOf();

    await expect(ask('in-the-network')).rejects.toMatchObject(NOT_FOUND);

    await expect(vending.sell(meter, 'in-the-network')).rejects.toMatchObject(CLOSED);
    await expect(ask('in-the-network')).rejects.toMatchObject(NOT_FOUND);
    expect(await vendsOf(meter)).toEqual([]);
  });

  it('may rely on it where the sale waits for its meter', async () => {
    const meter = await meterOf();
    const held = await hold(vending, 'select 1 from meter where meter_number = $1 for update', [meter]);

    const selling = expect(vending.sell(meter, 'at-the-meter')).rejects.toMatchObject(CLOSED);
    await held.waiting();
    await expect(ask('at-the-meter')).rejects.toMatchObject(NOT_FOUND);
    await held.release();

    await selling;
    expect(await vendsOf(meter)).toEqual([]);
  });

  it('may rely on it where the sale waits for a connection', async () => {
    const narrow = await startVending({ poolSize: 1 });
    try {
      await publishDefault(narrow);
      const { meterNumber } = await narrow.createMeter.execute(staff(), newMeter());
      const release = new Signal();
      const holding = narrow.run(() => release.wait(20_000));

      const asking = expect(narrow.findVendByKey.execute(staff(), { idempotencyKey: 'at-the-pool' })).rejects.toMatchObject(NOT_FOUND);
      const selling = expect(narrow.sell(meterNumber, 'at-the-pool')).rejects.toMatchObject(CLOSED);
      release.wake();
      await holding;

      await Promise.all([asking, selling]);
    } finally {
      await narrow.stop();
    }
  });

  it('may rely on it where the sale waits to hear of its pricing', async () => {
    const meter = await meterOf('UNHEARD-1');

    const selling = expect(vending.sell(meter, 'at-the-pricing')).rejects.toMatchObject(CLOSED);
    await eventually(async () => expect(await sessions(vending, `query = 'listen ${PRICING_CHANNEL}'`)).toBe(1));
    await expect(ask('at-the-pricing')).rejects.toMatchObject(NOT_FOUND);
    await vending.run((tx) =>
      vending.storeAccountPricing.execute(tx, [
        { accountNumber: 'UNHEARD-1', revision: 1, currency: 'KES', tariffCode: undefined, debts: [] },
      ]),
    );

    await selling;
    expect(await vendsOf(meter)).toEqual([]);
  });

  it('hears it only once a sale that is being stored has ended', async () => {
    const [meter, vendorId] = [await meterOf(), await vendorOf('stored')];
    const held = await hold(vending, 'select 1 from vendor where vendor_id = $1 for update', [vendorId]);

    const selling = vending.sell(meter, 'being-stored', { vendorId });
    await held.waiting();
    const asking = ask('being-stored');
    await held.waiting(2);
    await held.release();

    expect((await asking).vendId).toBe((await selling).vend.vendId);
  });

  it('is never wrong, however the two race', async () => {
    const meters = await Promise.all(Array.from({ length: 30 }, () => meterOf()));

    const outcomes = await Promise.all(
      meters.map(async (meter, index) => {
        const [sold, found] = await Promise.allSettled([vending.sell(meter, `raced-${index}`), ask(`raced-${index}`)]);
        return { meter, sold: sold.status === 'fulfilled', found: found.status === 'fulfilled' };
      }),
    );

    for (const { meter, sold, found } of outcomes) {
      expect(sold).toBe(found);
      expect(await vendsOf(meter)).toHaveLength(sold ? 1 : 0);
    }
  });

  it('hears it of every seller as staff, and else of the one that was asked about', async () => {
    const [meter, asked, other] = [await meterOf(), await vendorOf('asked'), await vendorOf('other')];

    await expect(ask('of-one', { vendorId: asked })).rejects.toMatchObject(NOT_FOUND);
    await expect(vending.sell(meter, 'of-one', { vendorId: asked })).rejects.toMatchObject(CLOSED);
    expect((await vending.sell(meter, 'of-one', { vendorId: other })).replayed).toBe(false);

    await expect(ask('of-all')).rejects.toMatchObject(NOT_FOUND);
    await expect(vending.sell(meter, 'of-all', { vendorId: other })).rejects.toMatchObject(CLOSED);
  });

  it('closes nothing where nobody is told so: by those who only look, and in another utility', async () => {
    const meter = await meterOf();

    for (const role of ['auditor', 'engineer'] as const) {
      await expect(ask('looked-at', { caller: user(role, [role]) })).rejects.toMatchObject({
        ...NOT_FOUND,
        message: expect.stringContaining('so far') as string,
      });
    }
    await expect(ask('looked-at', { caller: staff('elsewhere') })).rejects.toMatchObject(NOT_FOUND);

    expect((await vending.sell(meter, 'looked-at')).replayed).toBe(false);
  });

  it('finds a key that is closed forgotten when no request can be on its way any more', async () => {
    const meter = await meterOf();
    await expect(ask('forgotten')).rejects.toMatchObject(NOT_FOUND);

    vending.clock.set('2026-12-10T08:00:00Z');
    await vending.get(ForgetClosedKeys).execute();
    await expect(vending.sell(meter, 'forgotten')).rejects.toMatchObject(CLOSED);
    vending.clock.set('2026-12-10T08:00:01Z');
    await vending.get(ForgetClosedKeys).execute();

    expect((await vending.sell(meter, 'forgotten')).replayed).toBe(false);
    vending.clock.set('2026-11-10T08:00:00Z');
  });
});

describe('a key of the staff', () => {
  it('is its own seller’s: two tills that count alike make two sales', async () => {
    const meter = await meterOf();
    const sell = (username: string) => vending.get(SellVend).execute(user(username), { ...sale(meter), idempotencyKey: '00000017' });

    const [first, second] = [await sell('till-a'), await sell('till-b')];

    expect([first.replayed, second.replayed]).toEqual([false, false]);
    expect(second.vend.vendId).not.toBe(first.vend.vendId);
    expect((await ask('00000017', { caller: user('till-b') })).vendId).toBe(second.vend.vendId);
    expect((await ask('00000017', { caller: user('till-a') })).vendId).toBe(first.vend.vendId);
  });

  it('gives no token a day later, but the vend that it made', async () => {
    const meter = await meterOf();
    const { vend } = await vending.sell(meter, 'yesterdays');

    vending.clock.set('2026-11-11T08:00:01Z');

    await expect(vending.sell(meter, 'yesterdays')).rejects.toMatchObject({
      code: 'vending.idempotency_key_expired',
      message: expect.stringContaining(vend.vendId) as string,
    });
    expect((await ask('yesterdays')).vendId).toBe(vend.vendId);
  });
});
