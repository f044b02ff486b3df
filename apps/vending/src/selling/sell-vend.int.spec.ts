import { TokenRequested } from '@openprepay/contracts/vending';
import { UTILITY } from '@openprepay/testing/identity';
import { newMeter } from '@openprepay/testing/meter';
import { flatTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '@openprepay/testing/eventually';
import { sale, staff, issuedFor, publishDefault, refusedFor, startVending, type Vending } from '../../test/fixture.js';
import type { Vend } from '../vend/vend.js';

describe('selling', () => {
  let vending: Vending;

  beforeAll(async () => {
    vending = await startVending({ vendWaitMs: 20_000, pricingWaitMs: 20_000 });
  });
  afterAll(() => vending.stop());

  const meterOf = async (utility: string, accountNumber?: string): Promise<string> =>
    (await vending.createMeter.execute(staff(utility), newMeter({ accountNumber }))).meterNumber;
  const awaiting = (utility: string, meterNumber: string): Promise<Vend> =>
    eventually(async () => {
      const [vend] = (await vending.findVends.execute(staff(utility), { meterNumber, limit: 1 })).items;
      if (!vend) throw new Error('not stored yet');
      return vend;
    });

  it('answers every request that waits for the same vend once its token is there', async () => {
    await publishDefault(vending);
    const meter = await meterOf(UTILITY);

    const waiting = Promise.all([1, 2, 3].map(() => vending.sell(meter, 'w1')));
    const vend = await awaiting(UTILITY, meter);
    await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(vend)]));

    const sold = await waiting;
    expect(sold.map(({ vend: { vendId, outcome } }) => [vendId, outcome.state])).toEqual(Array(3).fill([vend.vendId, 'completed']));
    expect(sold.filter(({ replayed }) => !replayed)).toHaveLength(1);
  });

  it('says why the vault refused, and says the same again for the same key', async () => {
    await publishDefault(vending);
    const meter = await meterOf(UTILITY);

    const waiting = vending.sell(meter, 'w2');
    const refusal = expect(waiting).rejects.toMatchObject({
      code: 'vending.token_refused',
      message: expect.stringContaining('key-management.supply_group_unknown') as string,
    });
    const vend = await awaiting(UTILITY, meter);
    await vending.run((tx) => vending.failVends.execute(tx, [refusedFor(vend)]));

    await refusal;
    await expect(vending.sell(meter, 'w2')).rejects.toMatchObject({ code: 'vending.token_refused' });
  });

  it('waits for the word about a new account, and sells as soon as it has come', async () => {
    const utility = 'waits';
    await publishDefault(vending, flatTariff(), utility);
    const meter = await meterOf(utility, 'NEW-1');

    const selling = vending.sell(meter, 'w3', { utility });
    const quoting = vending.quoteVend.execute(staff(utility), sale(meter));
    await vending.run(
      (tx) =>
        vending.storeAccountPricing.execute(tx, [
          { accountNumber: 'NEW-1', revision: 1, currency: 'KES', tariffCode: undefined, debts: [] },
        ]),
      utility,
    );
    const vend = await awaiting(utility, meter);
    await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(vend)]), utility);

    expect((await quoting).priced.units).toBe('100.0');
    expect((await selling).vend.outcome.state).toBe('completed');
  });
});

describe('selling without an answer', () => {
  let vending: Vending;

  beforeAll(async () => {
    vending = await startVending({ vendWaitMs: 50, pricingWaitMs: 50 });
  });
  afterAll(() => vending.stop());

  it('gives the vend as it is, still awaiting its token', async () => {
    await publishDefault(vending);
    const { meterNumber } = await vending.createMeter.execute(staff(), newMeter());

    const { vend } = await vending.sell(meterNumber, 'slow');

    expect(vend.outcome).toEqual({ state: 'awaiting-token' });
  });

  it('refuses with a time to come back while the tariff is unknown', async () => {
    const utility = 'nothing-known';
    const { meterNumber } = await vending.createMeter.execute(staff(utility), newMeter());

    await expect(vending.sell(meterNumber, 'k', { utility })).rejects.toMatchObject({
      code: 'vending.pricing_unknown',
      retryAfterSeconds: 2,
    });
  });

  it('asks the vault again, with the same words, only for what has waited long enough', async () => {
    await publishDefault(vending);
    const meter = newMeter();
    await vending.createMeter.execute(staff(), meter);
    const { vend } = await vending.sell(meter.meterNumber, 'again');
    const requests = async () => (await vending.events(TokenRequested)).filter(({ data }) => data.requestId === vend.vendId);

    vending.clock.set('2026-11-10T08:00:29Z');
    await vending.resendTokenRequests.execute();
    expect(await requests()).toHaveLength(1);
    vending.clock.set('2026-11-10T08:00:31Z');
    await vending.resendTokenRequests.execute();
    await vending.resendTokenRequests.execute();

    const [first, again, ...more] = await requests();
    expect(more).toEqual([]);
    expect(again).toMatchObject({
      utility: UTILITY,
      key: first!.key,
      data: { ...first!.data, requestedAt: new Date('2026-11-10T08:00:31Z') },
    });
    await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(vend)]));
    vending.clock.set('2026-11-10T09:00:00Z');
    await vending.resendTokenRequests.execute();
    expect(await requests()).toHaveLength(2);
  });
});
