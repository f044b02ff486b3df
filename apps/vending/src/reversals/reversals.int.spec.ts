import { ReceiptsMissing } from '@openprepay/contracts/billing';
import { VendReversed } from '@openprepay/contracts/vending';
import { moneyMinor } from '@openprepay/quantities';
import { newMeter } from '@openprepay/testing/meter';
import { flatTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuedFor, publishDefault, staff, startVending, type SaleChanges, type Vending } from '../../test/fixture.js';
import { ReprintVend } from '../receipts/reprint-vend.js';
import type { Vend } from '../vend/vend.js';
import { vendToApi } from '../vend/vend-api.js';
import { ChangeReversalPolicy } from './change-reversal-policy.js';
import { DecideReversal } from './decide-reversal.js';
import { FindReversals } from './find-reversals.js';
import { ReverseVend } from './reverse-vend.js';

const ACCOUNT = 'ACC-1';
const DEBT_ID = '019ab000-0000-7000-8000-00000000000d';
const reason = 'wrong meter';

let vending: Vending;
beforeAll(async () => {
  vending = await startVending();
});
afterAll(() => vending.stop());

/** Another person of the staff than `staff`. */
const second = (utility?: string) => ({ ...staff(utility), subject: 'second', username: 'second' });
const reverse = (vendId: string, caller = staff()) => vending.get(ReverseVend).execute(caller, { vendId, reason });
const decide = (reversalId: string, caller = second(), refusal?: string) =>
  vending.get(DecideReversal).execute(caller, { reversalId, refusal });
const setPolicy = (
  policy: { mode: 'never' | 'until-delivered' | 'within-minutes'; minutes?: number; approval: boolean },
  utility: string,
) => vending.get(ChangeReversalPolicy).execute({ ...staff(utility), subject: 'boss' }, { minutes: undefined, ...policy });
const sellTo = async (meterNumber: string, key: string, changes: SaleChanges = {}): Promise<Vend> => {
  const { vend } = await vending.sell(meterNumber, key, changes);
  await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(vend)]), changes.utility);
  return vending.findVend.execute(staff(changes.utility), { vendId: vend.vendId });
};
const meterOf = async (utility?: string, accountNumber?: string): Promise<string> =>
  (await vending.createMeter.execute(staff(utility), newMeter({ accountNumber }))).meterNumber;
const credited = (vendId: string, utility?: string) =>
  vending.run(
    (tx) =>
      vending.recordDeliveries.execute(tx, [
        { vendId, delivery: { state: 'credited', at: vending.clock.now(), creditRemaining: undefined } },
      ]),
    utility,
  );
/** A utility of its own, where one person may take back. */
const utilityOf = async (name: string, mode: 'until-delivered' | 'never' = 'until-delivered'): Promise<string> => {
  await publishDefault(vending, flatTariff(), name);
  await setPolicy({ mode, approval: false }, name);
  return name;
};

describe('a sale that is taken back', () => {
  beforeAll(async () => {
    await publishDefault(vending, flatTariff({ fixedCharges: [{ code: 'standing', amount: '30.00', per: 'month' }] }));
    const loan = {
      ...{ debtId: DEBT_ID, code: 'loan', chargedMinor: moneyMinor(100_000n), settledElsewhereMinor: moneyMinor(0n) },
      recovery: { share: '20' },
    };
    await vending.run((tx) =>
      vending.storeAccountPricing.execute(tx, [
        { accountNumber: ACCOUNT, revision: 1, currency: 'KES', tariffCode: undefined, debts: [loan] },
      ]),
    );
    await setPolicy({ mode: 'until-delivered', approval: false }, staff().utility);
  });

  it('leaves units, charges, debt, float and sums as if it had not been, and keeps its number and its token', async () => {
    const meter = await meterOf(undefined, ACCOUNT);
    const { vendorId } = await vending.createVendor.execute(staff(), { name: 'shop', floatLimit: '0' });
    await vending.depositFloat.execute(staff(), { vendorId, amount: '1000.00', currency: 'KES', reference: 'r-1' });
    const state = async () => {
      const [supply] = (await vending.owner.query('select units_tenths, fixed_charges_due from supply where meter_number = $1', [meter]))
        .rows as unknown[];
      const [debt] = (await vending.owner.query('select recovered_minor from debt where debt_id = $1', [DEBT_ID])).rows as unknown[];
      const sums = (await vending.owner.query("select vends, tender_minor from sales_quarter where utility = 'acme'")).rows as unknown[];
      return { supply, debt, sums, float: (await vending.findVendor.execute(staff(), { vendorId })).floatMinor };
    };
    const kept = await sellTo(meter, 'kept', { amount: '200.00', vendorId });
    const before = await state();
    const vend = await sellTo(meter, 'back', { amount: '100.00', vendorId });

    const { reversal } = await reverse(vend.vendId);

    expect(await state()).toEqual(before);
    expect(reversal.decision).toMatchObject({ state: 'reversed', receiptNumber: '0000000003' });
    const after = await vending.findVend.execute(staff(), { vendId: vend.vendId });
    expect(after.outcome).toMatchObject({ state: 'reversed', receiptNumber: '0000000002', tokens: [{ kind: 'credit' }] });
    expect(vendToApi(after).tokens).toBeUndefined();
    const [event, ...more] = (await vending.events(VendReversed)).map(({ data }) => data);
    expect(more).toEqual([]);
    const { reversalId } = reversal;
    expect(event).toMatchObject({ reversalId, receiptNumber: '0000000003', reason, requestedBy: 'till-1', vend: { vendId: vend.vendId } });
    expect((await vending.findVend.execute(staff(), { vendId: kept.vendId })).outcome.state).toBe('completed');
  });

  it('is answered by itself, without its token, where its key comes again', async () => {
    const meter = await meterOf();
    const vend = await sellTo(meter, 'again');
    await reverse(vend.vendId);

    const again = await vending.sell(meter, 'again');

    expect(again).toMatchObject({ replayed: true, vend: { vendId: vend.vendId, outcome: { state: 'reversed' } } });
  });

  it('is listed as reversed, and no more as completed', async () => {
    const meterNumber = await meterOf();
    const vend = await sellTo(meterNumber, 'listed');
    await reverse(vend.vendId);
    const idsOf = async (state: 'completed' | 'reversed') =>
      (await vending.findVends.execute(staff(), { meterNumber, state, limit: 9 })).items.map(({ vendId }) => vendId);

    expect([await idsOf('reversed'), await idsOf('completed')]).toEqual([[vend.vendId], []]);
  });

  it('is taken back once, however often it is asked for and by however many at once', async () => {
    const { vendorId } = await vending.createVendor.execute(staff(), { name: 'racing shop', floatLimit: '0' });
    await vending.depositFloat.execute(staff(), { vendorId, amount: '100.00', currency: 'KES', reference: 'race' });
    const vend = await sellTo(await meterOf(), 'race', { vendorId });

    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, nth) => reverse(vend.vendId, { ...staff(), subject: `person-${nth}` })),
    );

    expect(new Set(answers.map(({ reversal }) => reversal.reversalId)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect((await vending.findVendor.execute(staff(), { vendorId })).floatMinor).toBe(10_000n);
  });

  it('is told of again with its receipt number, where the books miss it', async () => {
    const vend = await sellTo(await meterOf(), 'missed');
    const { reversal } = await reverse(vend.vendId);
    const number = Number(reversal.decision?.state === 'reversed' ? reversal.decision.receiptNumber : 0);
    const told = async () => (await vending.events(VendReversed)).filter(({ data }) => data.reversalId === reversal.reversalId);

    await vending.deliver(ReceiptsMissing, [{ receipts: [{ first: number, last: number }], askedAt: new Date() }]);

    const [first, again] = await told();
    expect(again?.data).toEqual(first?.data);
  });
});

describe('a sale stands', () => {
  it('whose credit the meter has confirmed, whatever the policy says', async () => {
    const utility = await utilityOf('credited');
    const vend = await sellTo(await meterOf(utility), 'c', { utility });
    await credited(vend.vendId, utility);

    await expect(reverse(vend.vendId, staff(utility))).rejects.toMatchObject({
      code: 'vending.reversal_refused',
      message: expect.stringContaining('credited') as string,
    });
  });

  it('that has no token yet', async () => {
    const utility = await utilityOf('waiting');
    const { vend } = await vending.sell(await meterOf(utility), 'w', { utility });

    await expect(reverse(vend.vendId, staff(utility))).rejects.toMatchObject({ code: 'vending.vend_not_completed' });
  });

  it('where sales are not taken back, and after the minutes that they are', async () => {
    const never = await utilityOf('never', 'never');
    const standing = await sellTo(await meterOf(never), 'n', { utility: never });
    await expect(reverse(standing.vendId, staff(never))).rejects.toMatchObject({ code: 'vending.reversal_refused' });

    const timed = await utilityOf('timed');
    await setPolicy({ mode: 'within-minutes', minutes: 5, approval: false }, timed);
    const [early, late] = [
      await sellTo(await meterOf(timed), 'e', { utility: timed }),
      await sellTo(await meterOf(timed), 'l', { utility: timed }),
    ];
    vending.clock.set('2026-11-10T08:05:00Z');
    expect((await reverse(early.vendId, staff(timed))).reversal.decision?.state).toBe('reversed');
    vending.clock.set('2026-11-10T08:05:01Z');
    await expect(reverse(late.vendId, staff(timed))).rejects.toMatchObject({ code: 'vending.reversal_refused' });
  });

  it('whose token has been handed out again; and one that is taken back is handed out no more', async () => {
    const utility = await utilityOf('reprints');
    const [printed, reversed] = [
      await sellTo(await meterOf(utility), 'p', { utility }),
      await sellTo(await meterOf(utility), 'r', { utility }),
    ];
    const reprint = (vendId: string) => vending.get(ReprintVend).execute(staff(utility), { vendId });

    expect(await reprint(printed.vendId)).toMatchObject({ reprints: 1, outcome: { tokens: [{ kind: 'credit' }] } });
    await expect(reverse(printed.vendId, staff(utility))).rejects.toMatchObject({ code: 'vending.reversal_refused' });
    await reverse(reversed.vendId, staff(utility));
    await expect(reprint(reversed.vendId)).rejects.toMatchObject({ code: 'vending.vend_not_completed' });
  });

  it('or is taken back, never both, where a copy, a credit and a reversal race', async () => {
    const utility = await utilityOf('racing');
    for (let round = 0; round < 6; round++) {
      const vend = await sellTo(await meterOf(utility), `race-${round}`, { utility });
      const [copied, taken] = await Promise.allSettled([
        vending.get(ReprintVend).execute(staff(utility), { vendId: vend.vendId }),
        reverse(vend.vendId, staff(utility)),
      ]);
      expect([copied.status, taken.status].toSorted()).toEqual(['fulfilled', 'rejected']);

      const other = await sellTo(await meterOf(utility), `credit-${round}`, { utility });
      const [, reversal] = await Promise.allSettled([credited(other.vendId, utility), reverse(other.vendId, staff(utility))]);
      const { outcome, delivery } = await vending.findVend.execute(staff(utility), { vendId: other.vendId });
      // the meter's word is kept in any case
      expect(delivery.state).toBe('credited');
      expect(outcome.state).toBe(reversal.status === 'fulfilled' ? 'reversed' : 'completed');
    }
  });

  it('of another vendor: to a vendor’s user there is none', async () => {
    const utility = await utilityOf('vendors');
    const own = await vending.createVendor.execute(staff(utility), { name: 'own', floatLimit: '1000.00' });
    const other = await vending.createVendor.execute(staff(utility), { name: 'other', floatLimit: '0' });
    const vend = await sellTo(await meterOf(utility), 'v', { utility, vendorId: own.vendorId });
    const user = (vendorId: string) => ({ ...staff(utility), roles: ['vendor'] as const, vendorId });

    await expect(reverse(vend.vendId, user(other.vendorId))).rejects.toMatchObject({ code: 'vending.vend_not_found' });
    expect((await reverse(vend.vendId, user(own.vendorId))).reversal.decision?.state).toBe('reversed');
  });

  it('in the database too: no statement takes back what the meter has credited, nor twice', async () => {
    const utility = await utilityOf('guarded');
    const [held, taken] = [await sellTo(await meterOf(utility), 'h', { utility }), await sellTo(await meterOf(utility), 't', { utility })];
    await credited(held.vendId, utility);
    await reverse(taken.vendId, staff(utility));
    const write = (vendId: string) =>
      vending.owner.query(
        'update vend set reversal_id = gen_random_uuid(), reversed_at = now(), reversal_receipt_number = $2 where vend_id = $1',
        [vendId, '9'],
      );

    await expect(write(held.vendId)).rejects.toMatchObject({ code: '23001' });
    await expect(write(taken.vendId)).rejects.toMatchObject({ code: '23001' });
  });
});

describe('two people', () => {
  const asked = async (utility: string, key: string) => {
    const vend = await sellTo(await meterOf(utility), key, { utility });
    return { vend, ...(await reverse(vend.vendId, staff(utility))) };
  };
  const stateNow = async (utility: string, { vendId }: Vend) => (await vending.findVend.execute(staff(utility), { vendId })).outcome.state;

  it('take a sale back unless the policy says one, and nothing is given back before', async () => {
    const utility = 'two';
    await publishDefault(vending, flatTariff(), utility);
    const { vend, reversal } = await asked(utility, 'a');

    expect([reversal.decision, await stateNow(utility, vend)]).toEqual([undefined, 'completed']);
    await expect(decide(reversal.reversalId, staff(utility))).rejects.toMatchObject({ code: 'vending.second_person_required' });
    const decided = await decide(reversal.reversalId, second(utility));

    expect(decided.decision).toMatchObject({ state: 'reversed', decidedBy: { subject: 'second' } });
    expect(await stateNow(utility, vend)).toBe('reversed');
    await expect(decide(reversal.reversalId, second(utility))).rejects.toMatchObject({ code: 'vending.reversal_decided' });
    const listed = await vending.get(FindReversals).execute(staff(utility), { vendId: vend.vendId, limit: 9 });
    expect(listed.items).toEqual([decided]);
  });

  it('do not where the meter has credited it meanwhile; once it is refused it may be asked for again', async () => {
    const utility = 'meanwhile';
    await publishDefault(vending, flatTariff(), utility);
    const { vend, reversal } = await asked(utility, 'm');
    await credited(vend.vendId, utility);

    await expect(decide(reversal.reversalId, second(utility))).rejects.toMatchObject({ code: 'vending.reversal_refused' });
    expect((await decide(reversal.reversalId, staff(utility), 'it is credited')).decision?.state).toBe('refused');

    const other = await asked(utility, 'o');
    await decide(other.reversal.reversalId, second(utility), 'no');
    expect((await reverse(other.vend.vendId, staff(utility))).replayed).toBe(false);
  });

  it('are needed by whoever has let one person do it', async () => {
    const utility = 'own-policy';
    await publishDefault(vending, flatTariff(), utility);
    await vending.get(ChangeReversalPolicy).execute(staff(utility), { mode: 'until-delivered', minutes: undefined, approval: false });

    const mine = await asked(utility, 'mine');
    const others = await sellTo(await meterOf(utility), 'others', { utility });

    expect(mine.reversal.decision).toBeUndefined();
    expect((await reverse(others.vendId, second(utility))).reversal.decision?.state).toBe('reversed');
  });
});
