import type { EventDefinition } from '@openprepay/contracts/event';
import type { Principal } from '@openprepay/contracts/identity';
import { VendCompleted } from '@openprepay/contracts/vending';
import { moneyMinor } from '@openprepay/quantities';
import { meterKeyData, newMeter, newMeterNumber } from '@openprepay/testing/meter';
import { flatTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { issuedFor, publishDefault, staff, startVending, type Vending } from '../../test/fixture.js';
import { PayAccount } from '../account-payments/pay-account.js';
import { WithdrawFloat } from '../floats/withdraw-float.js';
import { FindFreeIssues } from '../free-issues/find-free-issues.js';
import { GiveFreeIssue } from '../free-issues/give-free-issue.js';
import { FindReplacement } from '../replacements/find-replacement.js';
import { ReplaceMeter } from '../replacements/replace-meter.js';
import { DecideReversal } from '../reversals/decide-reversal.js';
import { ReverseVend } from '../reversals/reverse-vend.js';
import { GiveFreeBasic } from '../selling/give-free-basic.js';
import { OrderToken } from '../token-orders/order-token.js';
import type { Vend } from '../vend/vend.js';
import { PASSES } from './passes.js';
import { Rebuild } from './rebuild.js';

let lost: Vending;
/** As the backup has it: it knows the prices and an account with a debt. */
let restored: Vending;
beforeAll(async () => {
  [lost, restored] = await Promise.all([startVending(), startVending()]);
  const debts = [
    {
      ...{ debtId: '00000000-0000-4000-8000-000000000001', code: 'loan', recovery: { share: '10' } },
      ...{ chargedMinor: moneyMinor(5_000n), settledElsewhereMinor: moneyMinor(0n) },
    },
  ];
  for (const vending of [lost, restored]) {
    await publishDefault(vending, flatTariff({ freeUnits: { amount: '50', per: 'month' } }));
    await vending.run((tx) => vending.storeAccountPricing.execute(tx, [{ accountNumber: 'OWING', revision: 1, currency: 'KES', debts }]));
  }
});
afterAll(() => Promise.all([lost.stop(), restored.stop()]));

/** Takes what was told of these into what was restored; `as` is what an event said. */
async function rebuild(
  definitions: readonly EventDefinition[] = PASSES.flatMap(({ events }) => events),
  as = (data: object): object => data,
): Promise<Rebuild['found']> {
  const rebuilding = new Rebuild(restored.unitOfWork);
  for (const definition of definitions) {
    for (const { type, utility, data } of await lost.events(definition)) {
      await rebuilding.take({ type, utility, data: as(z.encode(definition.data, data) as object) });
    }
  }
  await rebuilding.finish();
  return rebuilding.found;
}

const complete = (vend: Vend) => lost.run((tx) => lost.completeVends.execute(tx, [issuedFor(vend)]));
const vendsOf = async (meterNumber: string): Promise<number> =>
  (await restored.owner.query('select 1 from vend where meter_number = $1', [meterNumber])).rows.length;
const floatOf = async (vendorId: string) => (await restored.findVendor.execute(staff(), { vendorId })).floatMinor;
const vendorWith = async (amount: string): Promise<string> => {
  const { vendorId } = await lost.createVendor.execute(staff(), { name: 'shop' });
  await lost.depositFloat.execute(staff(), { vendorId, amount, currency: 'KES', reference: `of ${vendorId}` });
  return vendorId;
};
const meterOf = async (): Promise<string> => (await lost.createMeter.execute(staff(), newMeter())).meterNumber;
const second: Principal = { ...staff(), subject: 'second', username: 'second' };
const till = (vendorId: string): Principal => ({ ...staff(), roles: ['vendor'], vendorId });

async function given(vending: Vending, meterNumber: string, key: string, replacementId?: string) {
  const command = { meterNumber, units: '3', reason: 'fault', idempotencyKey: `${key} of ${meterNumber}`, replacementId };
  const outcome = await vending.get(GiveFreeIssue).execute(staff(), command);
  return 'vend' in outcome ? outcome : expect.fail('it waits for a second person');
}
async function replaced(unitsLeft?: string): Promise<readonly [old: string, taking: string]> {
  const [old, taking] = [await meterOf(), newMeterNumber()];
  const command = {
    meterNumber: old,
    newMeterNumber: taking,
    keyData: { ...meterKeyData },
    modelCode: undefined,
    unitsLeft,
    reason: 'broken',
  };
  const { credit } = await lost.get(ReplaceMeter).execute(staff(), command);
  if (credit?.vend) await complete(credit.vend);
  return [old, taking];
}
const replacementOf = async (vending: Vending, old: string): Promise<string> =>
  (await vending.get(FindReplacement).ofMeter(staff(), old))?.replacementId ?? expect.fail('it was replaced');

describe('of a database that was restored nothing is had a second time', () => {
  it('by whoever repeats a sale', async () => {
    const [meterNumber, vendorId] = [await meterOf(), await vendorWith('500.00')];
    const { vend } = await lost.sell(meterNumber, 'a sale once', { vendorId });
    await complete(vend);
    await rebuild();

    expect(await restored.sell(meterNumber, 'a sale once', { vendorId })).toMatchObject({ replayed: true, vend: { vendId: vend.vendId } });
    expect([await vendsOf(meterNumber), await floatOf(vendorId)]).toEqual([1, 40_000n]);
  });

  it('of the free units of a month', async () => {
    const meterNumber = await meterOf();
    const free = (vending: Vending, key: string) =>
      vending.get(GiveFreeBasic).execute(staff(), { meterNumber, idempotencyKey: `${key} basic` });
    await complete((await free(lost, 'first')).vend);
    await rebuild();

    expect(await free(restored, 'first')).toMatchObject({ replayed: true });
    await expect(free(restored, 'second')).rejects.toMatchObject({ code: 'vending.free_basic_not_due' });
  });

  it('of units that somebody has given: it is known who, and they count among what they have given alone', async () => {
    const meterNumber = await meterOf();
    const { vend } = await given(lost, meterNumber, 'alone');
    await complete(vend);
    await rebuild();

    expect(await given(restored, meterNumber, 'alone')).toMatchObject({ replayed: true, vend: { vendId: vend.vendId } });
    const { items } = await restored.get(FindFreeIssues).execute(staff(), { meterNumber, limit: 10 });
    expect(items).toMatchObject([
      { kind: 'free-issue', reason: 'fault', requestedBy: { username: 'till-1' }, decision: { vendId: vend.vendId } },
    ]);
    expect((await rebuild()).vends).toMatchObject({ made: 0 });
  });

  it('of what was left on a replaced meter, credited with the replacement', async () => {
    const [old, taking] = await replaced('7.0');
    await rebuild();

    await expect(given(restored, taking, 'again', await replacementOf(restored, old))).rejects.toMatchObject({
      code: 'vending.free_issue_decided',
    });
    expect(await replacementOf(restored, old)).toBe(await replacementOf(lost, old));
    expect(await vendsOf(taking)).toBe(1);
  });

  it.each(['that the backup knows', 'that the backup does not know'])(
    'of what was left on a meter, carried over after a replacement %s',
    async (known) => {
      const [old, taking] = await replaced();
      if (known === 'that the backup knows') await rebuild();
      const { vend } = await given(lost, taking, 'carried', await replacementOf(lost, old));
      await complete(vend);
      await rebuild();

      await expect(given(restored, taking, 'again', await replacementOf(restored, old))).rejects.toMatchObject({
        code: 'vending.free_issue_decided',
      });
      expect(await vendsOf(taking)).toBe(1);
    },
  );

  it.each(['with the replacement', 'later'])(
    'of what was left on a meter and was credited %s, as an earlier release has told of it',
    async (when) => {
      const [old, taking] = await replaced(when === 'later' ? undefined : '7.0');
      if (when === 'later') await complete((await given(lost, taking, 'carried', await replacementOf(lost, old))).vend);
      const withoutIssue = ({ sale, ...said }: { sale?: { issue?: unknown } }): object => {
        const { issue: _issue, ...rest } = sale ?? {};
        return { ...said, ...(sale && { sale: rest }) };
      };
      await rebuild(undefined, withoutIssue);

      await expect(given(restored, taking, 'again', await replacementOf(restored, old))).rejects.toMatchObject({
        code: 'vending.free_issue_decided',
      });
    },
  );

  it('of a sale that was taken back', async () => {
    const [meterNumber, vendorId] = [await meterOf(), await vendorWith('500.00')];
    const { vend } = await lost.sell(meterNumber, 'a sale taken back', { vendorId });
    await complete(vend);
    const { reversal } = await lost.get(ReverseVend).execute(staff(), { vendId: vend.vendId, reason: 'wrong meter' });
    await lost.get(DecideReversal).execute(second, { reversalId: reversal.reversalId, refusal: undefined });
    await rebuild();

    const again = restored.get(DecideReversal).execute(second, { reversalId: reversal.reversalId, refusal: undefined });
    await expect(again).rejects.toMatchObject({ code: 'vending.reversal_decided' });
    expect(await floatOf(vendorId)).toBe(50_000n);
  });

  it('of money that was paid into a float, or back out of it', async () => {
    const vendorId = await vendorWith('500.00');
    const withdraw = (vending: Vending) =>
      vending.get(WithdrawFloat).execute(staff(), { vendorId, amount: '60.00', currency: 'KES', idempotencyKey: `out of ${vendorId}` });
    await withdraw(lost);
    await rebuild();

    expect(await withdraw(restored)).toMatchObject({ replayed: true });
    await restored.depositFloat.execute(staff(), { vendorId, amount: '500.00', currency: 'KES', reference: `of ${vendorId}` });
    expect(await floatOf(vendorId)).toBe(44_000n);
  });

  it('of a payment of debts', async () => {
    const vendorId = await vendorWith('500.00');
    const pay = (vending: Vending) =>
      vending.get(PayAccount).execute(till(vendorId), {
        ...{ accountNumber: 'OWING', amount: '10.00', currency: 'KES', paymentMethod: 'cash', idempotencyKey: `paid by ${vendorId}` },
      });
    await pay(lost);
    await rebuild();

    expect(await pay(restored)).toMatchObject({ replayed: true });
    expect(await floatOf(vendorId)).toBe(49_000n);
  });

  it('but tokens that nobody buys, which are ordered anew by whoever repeats the order: they bring no credit', async () => {
    const meterNumber = await meterOf();
    const order = (vending: Vending) =>
      vending
        .get(OrderToken)
        .execute(staff(), { meterNumber, kind: 'clear-tamper-condition', reason: 'opened', idempotencyKey: 'an order of a token' });
    const { order: first } = await order(lost);
    await rebuild();

    const again = await order(restored);

    expect(again.replayed).toBe(false);
    expect(again.order.orderId).not.toBe(first.orderId);
  });
});

describe('what was told of units that were given', () => {
  it('has who wanted them, why, and by which replacement', async () => {
    const [old, taking] = await replaced('9.0');

    const said = (await lost.events(VendCompleted)).map(({ data }) => data).findLast(({ meterNumber }) => meterNumber === taking);

    expect(said?.sale?.issue).toMatchObject({
      ...{ reason: 'broken', requestedBy: { subject: 'till-1', username: 'till-1' } },
      replacement: { meterNumber: old, newMeterNumber: taking, replacementId: await replacementOf(lost, old), withCredit: true },
    });
  });
});
