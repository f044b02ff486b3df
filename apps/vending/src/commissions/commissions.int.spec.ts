import type { Principal } from '@openprepay/contracts/identity';
import { VendCompleted, VendorFloatStated, VendReversed } from '@openprepay/contracts/vending';
import { sql } from '@openprepay/persistence/sql';
import { moneyMinor } from '@openprepay/quantities';
import { flightsOf } from '@openprepay/testing/flights';
import { newMeter } from '@openprepay/testing/meter';
import { flatTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuedFor, publishDefault, refusedFor, staff, startVending, type Vending } from '../../test/fixture.js';
import { StateFloats } from '../float-statements/state-floats.js';
import { WithdrawFloat } from '../floats/withdraw-float.js';
import { ChangeReversalPolicy } from '../reversals/change-reversal-policy.js';
import { ReverseVend } from '../reversals/reverse-vend.js';
import { GiveFreeBasic } from '../selling/give-free-basic.js';
import type { Vend } from '../vend/vend.js';
import { FindMovements } from '../vendors/find-movements.js';
import { FindCommission } from './find-commission.js';
import type { WrittenRule } from './read-rules.js';
import { SetCommission } from '../floats/set-commission.js';

const HOUR_MS = 3_600_000;

let vending: Vending;
let meterNumber: string;
beforeAll(async () => {
  vending = await startVending();
  await publishDefault(vending);
  ({ meterNumber } = await vending.createMeter.execute(staff(), newMeter()));
  const policy = { mode: 'until-delivered', minutes: undefined, approval: false } as const;
  await vending.get(ChangeReversalPolicy).execute({ ...staff(), subject: 'boss' }, policy);
});
afterAll(() => vending.stop());

let references = 0;
async function vendorWith(commission: readonly WrittenRule[], amount = '1000.00'): Promise<string> {
  const { vendorId } = await vending.createVendor.execute(staff(), { name: 'shop' });
  await vending.depositFloat.execute(staff(), { vendorId, amount, currency: 'KES', reference: `earns ${++references}` });
  if (commission.length > 0) await say(vendorId, commission);
  return vendorId;
}
const say = (vendorId: string, commission: readonly WrittenRule[], effectiveFrom?: Date, caller: Principal = staff()) =>
  vending.get(SetCommission).execute(caller, { vendorId, commission, effectiveFrom: effectiveFrom?.toISOString() });
const shop = (vendorId: string): Principal => ({ ...staff(), roles: ['vendor'], vendorId });
let keys = 0;
const sell = async (vendorId: string, amount = '100.00', meter = meterNumber) =>
  (await vending.sell(meter, `commission-key-${++keys}`, { vendorId, amount })).vend;
const floatOf = async (vendorId: string) => (await vending.findVendor.execute(staff(), { vendorId })).floatMinor;
const movementsOf = async (vendorId: string) =>
  (await vending.get(FindMovements).execute(staff(), { vendorId, limit: 100 })).page.items
    .toReversed()
    .map(({ kind, amountMinor, balanceMinor }) => [kind, amountMinor, balanceMinor]);
const code = (name: string) => ({ code: `vending.${name}` });
const FIVE_PERCENT = [{ kind: 'credit', percent: '5' }] as const;

describe('a sale of a vendor that earns', () => {
  it('puts what it earns into the float at once, as a movement of its own, and tells the books', async () => {
    const vendorId = await vendorWith(FIVE_PERCENT);

    const vend = await sell(vendorId);
    await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(vend)]));

    expect(await movementsOf(vendorId)).toEqual([
      ['deposit', 100_000n, 100_000n],
      ['vend', -10_000n, 90_000n],
      ['commission', 500n, 90_500n],
    ]);
    const told = (await vending.events(VendCompleted)).find(({ data }) => data.vendId === vend.vendId);
    expect(told?.data.commission).toEqual({ version: 1, parts: [{ kind: 'credit', amountMinor: 500n }] });
    expect((await vending.findVend.execute(staff(), { vendId: vend.vendId })).commission).toEqual(vend.commission);
  });

  it('takes it out again where the sale fails or is taken back, and says so', async () => {
    const vendorId = await vendorWith(FIVE_PERCENT);
    const [failed, reversed] = [await sell(vendorId), await sell(vendorId, '200.00')];
    await vending.run((tx) => vending.failVends.execute(tx, [refusedFor(failed)]));
    await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(reversed)]));

    await vending.get(ReverseVend).execute(staff(), { vendId: reversed.vendId, reason: 'wrong meter' });

    expect((await movementsOf(vendorId)).slice(5)).toEqual([
      ['failed-vend', 10_000n, 81_500n],
      ['commission-returned', -500n, 81_000n],
      ['reversed-vend', 20_000n, 101_000n],
      ['commission-returned', -1_000n, 100_000n],
    ]);
    const told = (await vending.events(VendReversed)).find(({ data }) => data.vend.vendId === reversed.vendId);
    expect(told?.data.vend.commission?.parts).toEqual([{ kind: 'credit', amountMinor: 1_000n }]);
  });

  it('is covered by what the float has before it earns', async () => {
    const vendorId = await vendorWith(FIVE_PERCENT, '99.99');

    await expect(sell(vendorId)).rejects.toMatchObject(code('vendor_float_insufficient'));
    expect(await floatOf(vendorId)).toBe(9_999n);
  });

  it('costs no statement more than one of a vendor that earns nothing, alone or in company', async () => {
    const statementsOf = async (vendorId: string): Promise<number> => {
      await sell(vendorId);
      return (await flightsOf(() => sell(vendorId))).statements.length;
    };

    expect(await statementsOf(await vendorWith(FIVE_PERCENT))).toBe(await statementsOf(await vendorWith([])));
  });

  it('has its fee for free basic units, which goes back with them, and is refused to where the fee has been spent', async () => {
    const utility = 'free';
    await publishDefault(vending, flatTariff({ freeUnits: { amount: '50', per: 'month' } }), utility);
    const policy = { mode: 'until-delivered', minutes: undefined, approval: false } as const;
    await vending.get(ChangeReversalPolicy).execute({ ...staff(utility), subject: 'boss' }, policy);
    const { vendorId } = await vending.createVendor.execute(staff(utility), { name: 'shop' });
    await say(vendorId, [{ kind: 'free-basic', perVend: '2.50' }], undefined, staff(utility));
    const give = async (key: string) => {
      const { meterNumber: free } = await vending.createMeter.execute(staff(utility), newMeter());
      const { vend } = await vending.get(GiveFreeBasic).execute(staff(utility), { meterNumber: free, idempotencyKey: key, vendorId });
      await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(vend)]), utility);
      return vend;
    };
    const takeBack = ({ vendId }: Vend) => vending.get(ReverseVend).execute(staff(utility), { vendId, reason: 'moved out' });
    const float = async () => (await vending.findVendor.execute(staff(utility), { vendorId })).floatMinor;

    const [kept, taken] = [await give('commission-free-1'), await give('commission-free-2')];
    expect([kept, taken].map(({ commission }) => commission?.parts)).toEqual([1, 2].map(() => [{ kind: 'free-basic', amountMinor: 250n }]));
    expect(await float()).toBe(500n);
    await takeBack(taken);
    expect(await float()).toBe(250n);

    const withdrawal = { vendorId, amount: '2.50', currency: 'KES', idempotencyKey: 'commission-spent' };
    await vending.get(WithdrawFloat).execute(staff(utility), withdrawal);
    await expect(takeBack(kept)).rejects.toMatchObject(code('vendor_float_insufficient'));
  });

  it('is left out of what the books are told of its float while its token is awaited, with what it earns', async () => {
    const utility = 'stated';
    await publishDefault(vending, undefined, utility);
    const meter = await vending.createMeter.execute(staff(utility), newMeter());
    const { vendorId } = await vending.createVendor.execute(staff(utility), { name: 'shop' });
    await vending.depositFloat.execute(staff(utility), { vendorId, amount: '500', currency: 'KES', reference: 'stated' });
    await say(vendorId, FIVE_PERCENT, undefined, staff(utility));
    vending.clock.advance(HOUR_MS);
    await vending.sell(meter.meterNumber, 'commission-stated', { utility, vendorId });

    while ((await vending.get(StateFloats).execute()) > 0);

    const stated = (await vending.events(VendorFloatStated)).filter(({ data }) => data.vendorId === vendorId);
    expect(stated.map(({ data }) => data.floatMinor)).toEqual([50_000n]);
  });
});

describe('a commission', () => {
  it('is what was said last of what is in force, and every version is kept', async () => {
    const vendorId = await vendorWith(FIVE_PERCENT);
    const later = new Date(vending.clock.now().getTime() + HOUR_MS);
    await say(vendorId, [{ kind: 'credit', percent: '2.5' }], later);

    expect((await sell(vendorId)).commission).toMatchObject({ version: 1, parts: [{ amountMinor: 500n }] });
    vending.clock.advance(HOUR_MS);
    expect((await sell(vendorId)).commission).toMatchObject({ version: 2, parts: [{ amountMinor: 250n }] });
    await say(vendorId, []);
    expect((await sell(vendorId)).commission).toBeUndefined();

    const find = vending.get(FindCommission);
    expect((await find.current(shop(vendorId), { vendorId })).said).toMatchObject({ version: 3, rules: [] });
    const first = await find.versions(staff(), { vendorId, limit: 2 });
    const rest = await find.versions(staff(), { vendorId, limit: 2, cursor: first.page.nextCursor });
    expect([...first.page.items, ...rest.page.items]).toMatchObject([
      { version: 3 },
      { version: 2, effectiveFrom: later, changedBy: 'till-1' },
      { version: 1, rules: [{ kind: 'credit', rate: { percentTenThousandths: 50_000n } }] },
    ]);
  });

  it('has one version of a number, however many say one at once', async () => {
    const vendorId = await vendorWith([]);

    const said = await Promise.all([1, 2, 3, 4].map((percent) => say(vendorId, [{ kind: 'credit', percent: `${percent}` }])));

    expect(said.map((one) => ('said' in one ? one.said.version : 0)).toSorted()).toEqual([1, 2, 3, 4]);
  });

  it('is refused above 100 %, twice of a kind, for the past, and to a vendor’s user', async () => {
    const vendorId = await vendorWith([]);
    const past = new Date(vending.clock.now().getTime() - 1);

    await expect(say(vendorId, [{ kind: 'credit', percent: '100.0001' }])).rejects.toMatchObject(code('commission_invalid'));
    await expect(say(vendorId, [...FIVE_PERCENT, { kind: 'credit', perVend: '1' }])).rejects.toMatchObject(code('commission_invalid'));
    await expect(say(vendorId, FIVE_PERCENT, past)).rejects.toMatchObject(code('commission_invalid'));
    await expect(say(vendorId, [{ kind: 'credit', perVend: '-1' }])).rejects.toMatchObject(code('amount_invalid'));
    await expect(say(vendorId, FIVE_PERCENT, undefined, { ...staff(), vendorId })).rejects.toMatchObject(code('staff_required'));
    await expect(vending.get(FindCommission).current(shop(await vendorWith([])), { vendorId })).rejects.toMatchObject(
      code('vendor_not_yours'),
    );
  });

  it('is what the service’s own role can neither change nor remove', async () => {
    await vendorWith(FIVE_PERCENT);

    for (const statement of [
      `update vendor_commission set rules = '[]'`,
      'delete from vendor_commission',
      'update vend set commission_minor = 1',
    ]) {
      await expect(vending.run((tx) => sql(tx, statement))).rejects.toThrow('permission denied');
    }
    await expect(vending.owner.query(`update vendor_commission set rules = '[]'`)).rejects.toThrow('only grows');
  });
});

describe('what 10 000 sales have earned', () => {
  const RULES: readonly (readonly WrittenRule[])[] = [
    [
      { kind: 'credit', percent: '3.3333' },
      { kind: 'debt', percent: '0.0125' },
    ],
    [
      { kind: 'credit', perVend: '1.75' },
      { kind: 'debt', percent: '12.5' },
    ],
    [{ kind: 'debt', perVend: '0.40' }],
    [],
  ];

  it('is what another computation comes to, by vendor and to the minor unit, and explains every float', async () => {
    const meters = await metersWithDebts(64);
    const vendors = await Promise.all(RULES.map((rules) => vendorWith(rules, '900000.00')));

    let sold = 0;
    while (sold < 10_000) {
      await Promise.all(
        meters.map((meter, nth) =>
          sell(vendors[(sold + nth) % vendors.length]!, `${10 + ((sold + nth * 7) % 90)}.${String(nth).padStart(2, '0')}`, meter),
        ),
      );
      sold += meters.length;
    }

    for (const [nth, vendorId] of vendors.entries()) {
      const [found] = await vending.run((tx) => sql<Found>(tx, INDEPENDENT, [tx.utility, vendorId, JSON.stringify(RULES[nth])]));
      expect({ vendorId, ...found }).toMatchObject({
        vends: Math.ceil(sold / vendors.length),
        earned: found?.computed,
        kept: found?.computed,
        float: found?.explained,
      });
      if (nth < 3) expect(BigInt(found!.computed)).toBeGreaterThan(0n);
    }
  }, 240_000);

  async function metersWithDebts(count: number): Promise<readonly string[]> {
    const accounts = Array.from({ length: count }, (_, nth) => `OWES-${nth}`);
    await vending.run((tx) =>
      vending.storeAccountPricing.execute(
        tx,
        accounts.map((accountNumber, nth) => ({
          accountNumber,
          revision: 1,
          currency: 'KES',
          tariffCode: undefined,
          debts: nth % 3 === 0 ? [] : [debtOf(nth)],
        })),
      ),
    );
    return Promise.all(
      accounts.map(async (accountNumber) => (await vending.createMeter.execute(staff(), newMeter({ accountNumber }))).meterNumber),
    );
  }
  const debtOf = (nth: number) => ({
    debtId: `019ab000-0000-7000-8000-0000000${String(10_000 + nth)}`,
    code: 'loan',
    chargedMinor: moneyMinor(900_000n),
    settledElsewhereMinor: moneyMinor(0n),
    recovery: { share: '20' },
  });
});

interface Found {
  readonly vends: number;
  readonly computed: string;
  readonly earned: string;
  readonly kept: string;
  readonly float: string;
  readonly explained: string;
}

/** In SQL, of the receipts' lines and the rules as they were written; what stands on vends and in movements is what it is compared with. */
const INDEPENDENT = `
  with base as (
    select v.vend_id, v.tender_minor, v.commission_minor,
      coalesce((select sum((l ->> 'amountMinor')::numeric) from jsonb_array_elements(v.lines) l where l ->> 'kind' = 'debt'), 0) as debt
    from vend v where v.utility = $1 and v.vendor_id = $2
  ), earned as (
    select b.*, coalesce((select sum(trunc(coalesce(money * (r ->> 'percent')::numeric / 100, (r ->> 'perVend')::numeric * 100)))
      from jsonb_array_elements($3::jsonb) r
      cross join lateral (select case r ->> 'kind' when 'debt' then b.debt else b.tender_minor - b.debt end as money) m where money > 0), 0) as computed
    from base b
  )
  select count(*)::int as vends, sum(computed)::text as computed, sum(commission_minor)::text as kept,
    (select coalesce(sum(amount_minor), 0)::text from vendor_movement where utility = $1 and vendor_id = $2 and kind = 'commission') as earned,
    (select float_minor::text from vendor where utility = $1 and vendor_id = $2) as float,
    (90000000 - sum(tender_minor) + sum(computed))::text as explained
  from earned`;
