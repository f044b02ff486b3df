import { TokenRequested } from '@openprepay/contracts/vending';
import { moneyMinor } from '@openprepay/quantities';
import { newMeter } from '@openprepay/testing/meter';
import { flatTariff } from '@openprepay/testing/tariff';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SetCommission } from '../floats/set-commission.js';
import { issuedFor, publishDefault, staff, startVending, type Vending } from '../../test/fixture.js';
import { oneOrder } from '../../test/one-order.js';
import type { SoldVend } from './sell-vend.js';

/** Blocks that make the order and the sum of a meter's sales show in its lines. */
const BLOCKS = { energy: { blocks: [{ upTo: '20', rate: '1' }, { upTo: '60', rate: '2' }, { rate: '4' }] } };
const ACCOUNTS = [undefined, undefined, undefined, 'OWES', 'OWES', 'PAID'] as const;
const VENDORS = { rich: '100000', poor: '45' } as const;
const COMMISSION = [
  { kind: 'credit', percent: '3.5' },
  { kind: 'debt', perVend: '0.50' },
] as const;
const UNKNOWN = ACCOUNTS.length;

const sales = fc.array(
  fc.record({
    meter: fc.integer({ min: 0, max: UNKNOWN }),
    key: fc.integer({ min: 0, max: 25 }),
    amount: fc.constantFrom('5.00', '10.00', '12.50', '30.00'),
    currency: fc.constantFrom('KES', 'KES', 'KES', 'KES', 'USD'),
    vendor: fc.constantFrom(undefined, 'rich', 'poor'),
  }),
  { minLength: 20, maxLength: 50 },
);
type Sales = typeof sales extends fc.Arbitrary<infer All> ? All : never;
type Sale = Sales[number];

let vending: Vending;
beforeAll(async () => {
  vending = await startVending();
});
afterAll(() => vending.stop());

let lastUtility = 0;
/** A utility with these meters, its debts and its vendors. */
async function open(meters: readonly string[]) {
  const utility = `order-${(lastUtility += 1)}`;
  await publishDefault(vending, flatTariff(BLOCKS), utility);
  const debt = {
    debtId: '019ab000-0000-7000-8000-0000000000dd',
    code: 'loan',
    settledElsewhereMinor: moneyMinor(0n),
    recovery: { share: '50' },
  };
  const pricing = { revision: 1, currency: 'KES', tariffCode: undefined };
  await vending.run(
    (tx) =>
      vending.storeAccountPricing.execute(tx, [
        { ...pricing, accountNumber: 'OWES', debts: [{ ...debt, chargedMinor: moneyMinor(6_000n) }] },
        { ...pricing, accountNumber: 'PAID', debts: [] },
      ]),
    utility,
  );
  for (const [nth, meterNumber] of meters.slice(0, UNKNOWN).entries()) {
    await vending.createMeter.execute(staff(utility), { ...newMeter({ accountNumber: ACCOUNTS[nth] }), meterNumber });
  }
  const vendorIds = new Map<string, string>();
  for (const [name, amount] of Object.entries(VENDORS)) {
    const { vendorId } = await vending.createVendor.execute(staff(utility), { name });
    await vending.depositFloat.execute(staff(utility), { vendorId, amount, currency: 'KES', reference: name });
    await vending.get(SetCommission).execute(staff(utility), { vendorId, commission: COMMISSION });
    vendorIds.set(name, vendorId);
  }
  const sell = ({ meter, key, amount, currency, vendor }: Sale): Promise<SoldVend> =>
    vending.sell(meters[meter]!, `order-key-${key}`, { amount, currency, utility, ...(vendor && { vendorId: vendorIds.get(vendor)! }) });
  return { utility, sell };
}

interface Told {
  readonly sold?: SoldVend;
  /** What can be seen of it, without its ids. */
  readonly shown: unknown;
}

const told = (selling: Promise<SoldVend>): Promise<Told> =>
  selling.then(
    (sold) => ({ sold, shown: { units: sold.vend.effect.unitsTenths, lines: sold.vend.lines, debts: sold.vend.debtsTaken } }),
    (error: { code?: string }) => ({ shown: error.code ?? String(error) }),
  );

/** All that sales change, without ids and times. */
async function rowsOf(utility: string): Promise<unknown> {
  const read = async (statement: string): Promise<unknown> => (await vending.owner.query(statement, [utility])).rows;
  return [
    await read('select meter_number, units_tenths, fixed_charges_due, currency from supply where utility = $1 order by meter_number'),
    await read('select account_number, recovered_minor from debt where utility = $1 order by account_number'),
    await read('select name, float_minor, last_movement from vendor where utility = $1 order by name'),
    await read(`select name, position, kind, amount_minor, balance_minor from vendor_movement join vendor using (utility, vendor_id)
                where utility = $1 order by name, position`),
    await read(`select receipt_number, idempotency_key, meter_number, tender_minor, units_tenths, lines, debts_taken, commission, commission_minor from vend
                where utility = $1 order by receipt_number`),
    await read('select last_number from receipt_counter where utility = $1'),
  ];
}

/**
 * The vends of a utility, one after the other: those of a meter and of an account in the order of their requests, which were made under
 * its lock, and those of a vendor in the order in which its float paid, since whoever asked the vault first may have paid second.
 */
async function vendsInOrder(utility: string): Promise<readonly string[]> {
  const requests = (await vending.events(TokenRequested)).filter((event) => event.utility === utility);
  const vends = requests.map(({ data }) => data.requestId);
  const { rows: stored } = await vending.owner.query<{ vend_id: string; meter_number: string; account_number: string | null }>(
    'select vend_id, meter_number, account_number from vend where utility = $1',
    [utility],
  );
  const byId = new Map(stored.map((vend) => [vend.vend_id, vend]));
  const { rows: paid } = await vending.owner.query<{ vendor_id: string; cause_id: string }>(
    `select vendor_id, cause_id from vendor_movement where utility = $1 and kind = 'vend' order by position`,
    [utility],
  );
  return oneOrder(vends, [
    ...chainsOf(vends, (vendId) => byId.get(vendId)!.meter_number),
    ...chainsOf(vends, (vendId) => byId.get(vendId)!.account_number),
    ...chainsOf(paid, ({ vendor_id: vendorId }) => vendorId).map((chain) => chain.map(({ cause_id: vendId }) => vendId)),
  ]);
}

function chainsOf<Item>(items: readonly Item[], nameOf: (item: Item) => string | null): readonly (readonly Item[])[] {
  const names = new Set(items.map(nameOf));
  names.delete(null);
  return [...names].map((name) => items.filter((item) => nameOf(item) === name));
}

/**
 * One after the other: vends in their order, whatever was refused before its key was used just before the vend that used it, and
 * last what was told of used keys.
 */
function orderOf(wanted: Sales, answers: readonly Told[], stored: readonly number[]): readonly number[] {
  const isOfKey = (one: Sale, other: Sale): boolean => one.key === other.key && one.vendor === other.vendor;
  const refused = [...wanted.keys()].filter((nth) => !answers[nth]!.sold && answers[nth]!.shown !== 'vending.idempotency_key_reused');
  const order = stored.flatMap((nth) => [...refused.filter((other) => isOfKey(wanted[other]!, wanted[nth]!)), nth]);
  return [...order, ...[...wanted.keys()].filter((nth) => !order.includes(nth))];
}

/** Receipts for all that was sold, in this order. */
const complete = (utility: string, order: readonly SoldVend[]): Promise<void> =>
  vending.run(
    (tx) =>
      vending.completeVends.execute(
        tx,
        order.map(({ vend }) => issuedFor(vend)),
      ),
    utility,
  );

describe('whatever is sold together', () => {
  it('is answered and stored as if it had been sold one after the other', async () => {
    await fc.assert(
      fc.asyncProperty(sales, async (wanted) => {
        const meters = Array.from({ length: UNKNOWN + 1 }, () => newMeter().meterNumber);
        const [together, apart] = [await open(meters), await open(meters)];

        const answers = await Promise.all(wanted.map((sale) => told(together.sell(sale))));

        const first = (await vendsInOrder(together.utility)).map((vendId) =>
          answers.findIndex(({ sold }) => sold?.replayed === false && sold.vend.vendId === vendId),
        );
        const order = orderOf(wanted, answers, first);
        const again = new Map<number, Told>();
        for (const nth of order) again.set(nth, await told(apart.sell(wanted[nth]!)));
        expect(answers.map(({ shown }) => shown)).toEqual(answers.map((_, nth) => again.get(nth)!.shown));
        expect(answers.map(({ sold }) => sold?.replayed)).toEqual(answers.map((_, nth) => again.get(nth)!.sold?.replayed));

        await complete(
          together.utility,
          first.map((nth) => answers[nth]!.sold!),
        );
        await complete(
          apart.utility,
          first.map((nth) => again.get(nth)!.sold!),
        );
        expect(await rowsOf(together.utility)).toEqual(await rowsOf(apart.utility));
      }),
      { numRuns: 4, endOnFailure: true },
    );
  });
});
