import { moneyMinor } from '@openprepay/quantities';
import { newMeter } from '@openprepay/testing/meter';
import { flatTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { issuedFor, publishDefault, staff, startVending, type Vending } from '../../test/fixture.js';
import { PayAccount } from '../account-payments/pay-account.js';
import type { AccountPricing } from '../pricing/account-pricing.js';
import { ReverseVend } from '../reversals/reverse-vend.js';
import { DecideReversal } from '../reversals/decide-reversal.js';
import { PASSES } from './passes.js';
import { Rebuild } from './rebuild.js';

let lost: Vending;
/** As the backup has it: it knows the prices, and what each test tells it of an account. */
let restored: Vending;
beforeAll(async () => {
  [lost, restored] = await Promise.all([startVending(), startVending()]);
  for (const vending of [lost, restored]) await publishDefault(vending, flatTariff());
});
afterAll(() => Promise.all([lost.stop(), restored.stop()]));

let accounts = 0;
const tell = (vending: Vending, pricing: AccountPricing) => vending.run((tx) => vending.storeAccountPricing.execute(tx, [pricing]));
const owed = (debtId: string, charged: bigint): AccountPricing['debts'][number] => ({
  ...{ debtId, code: 'loan', chargedMinor: moneyMinor(charged), settledElsewhereMinor: moneyMinor(0n), recovery: { share: '50' } },
});

/** An account whose debt of 90.00 is newer than the backup, as billing tells of it. */
function newlyOwing(): AccountPricing & { readonly debtId: string } {
  const debtId = lost.clock.newId();
  return { accountNumber: `NEWER-${++accounts}`, revision: 2, currency: 'KES', debts: [owed(debtId, 9_000n)], debtId };
}

async function sellTo(accountNumber: string, amount: string) {
  const { meterNumber } = await lost.createMeter.execute(staff(), newMeter({ accountNumber }));
  const { vend } = await lost.sell(meterNumber, `sale to ${accountNumber}`, { amount });
  await lost.run((tx) => lost.completeVends.execute(tx, [issuedFor(vend)]));
  return vend;
}

async function rebuild(): Promise<Rebuild['found']> {
  const rebuilding = new Rebuild(restored.unitOfWork);
  for (const definition of PASSES.flatMap(({ events }) => events)) {
    for (const { type, utility, data } of await lost.events(definition)) {
      await rebuilding.take({ type, utility, data: z.encode(definition.data, data) });
    }
  }
  return rebuilding.found;
}

const recovered = async (vending: Vending, debtId: string): Promise<readonly string[]> =>
  (await vending.owner.query<{ minor: string }>('select recovered_minor as minor from debt where debt_id = $1', [debtId])).rows.map(
    ({ minor }) => minor,
  );
/** What a sale of 100.00 would take of debts. */
const debtOf = async (vending: Vending, accountNumber: string): Promise<bigint> => {
  const { meterNumber } = await vending.createMeter.execute(staff(), newMeter({ accountNumber }));
  const { vend } = await vending.sell(meterNumber, `later to ${meterNumber}`, { amount: '100.00' });
  return vend.debtsTaken.reduce((taken, { amountMinor }) => taken + amountMinor, 0n);
};

describe.each([
  ['an account that the backup knows', true],
  ['an account that the backup does not know', false],
])('a debt newer than the backup, of %s', (_which, isKnown) => {
  const started = async () => {
    const pricing = newlyOwing();
    if (isKnown) for (const vending of [lost, restored]) await tell(vending, { ...pricing, revision: 1, debts: [] });
    await tell(lost, pricing);
    return pricing;
  };

  it('is not collected twice: what a sale recovered of it stays recovered when billing tells of it again', async () => {
    const pricing = await started();
    await sellTo(pricing.accountNumber, '120.00');

    expect((await rebuild()).lookAt).toEqual([]);
    await tell(restored, pricing);

    expect(await recovered(restored, pricing.debtId)).toEqual(['6000']);
    expect(await debtOf(restored, pricing.accountNumber)).toBe(3_000n);
    expect(await debtOf(restored, pricing.accountNumber)).toBe(0n);
  });

  it('nor is what a vendor was paid of it, beside a sale', async () => {
    const pricing = await started();
    const { vendorId } = await lost.createVendor.execute(staff(), { name: pricing.accountNumber });
    await lost.depositFloat.execute(staff(), { vendorId, amount: '100.00', currency: 'KES', reference: pricing.accountNumber });
    await sellTo(pricing.accountNumber, '20.00');
    await lost.get(PayAccount).execute(
      { ...staff(), roles: ['vendor'], vendorId },
      {
        ...{ accountNumber: pricing.accountNumber, amount: '70.00', currency: 'KES', paymentMethod: 'cash' },
        idempotencyKey: `paid for ${pricing.accountNumber}`,
      },
    );

    expect((await rebuild()).lookAt).toEqual([]);
    await tell(restored, pricing);

    expect(await recovered(restored, pricing.debtId)).toEqual(['8000']);
  });

  it('is owed again as far as the sale was taken back', async () => {
    const pricing = await started();
    const { vendId } = await sellTo(pricing.accountNumber, '120.00');
    const { reversal } = await lost.get(ReverseVend).execute(staff(), { vendId, reason: 'wrong meter' });
    const second = { ...staff(), subject: 'second', username: 'second' };
    await lost.get(DecideReversal).execute(second, { reversalId: reversal.reversalId, refusal: undefined });

    expect((await rebuild()).lookAt).toEqual([]);
    await tell(restored, pricing);

    expect(await recovered(restored, pricing.debtId)).toEqual(['0']);
  });
});

it('an account that the backup does not know is priced by nobody until billing has told of it', async () => {
  const pricing = newlyOwing();
  await tell(lost, pricing);
  await sellTo(pricing.accountNumber, '120.00');
  await rebuild();

  await expect(debtOf(restored, pricing.accountNumber)).rejects.toMatchObject({ code: 'vending.pricing_unknown' });
});
