import { MeterChanged } from '@openprepay/contracts/vending';
import { newMeter } from '@openprepay/testing/meter';
import { domesticTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { publishDefault, refusedFor, staff, startVending, type Vending } from '../../test/fixture.js';

let vending: Vending;
beforeAll(async () => {
  vending = await startVending();
  await publishDefault(vending, domesticTariff());
});
afterAll(() => vending.stop());
beforeEach(() => vending.clock.set('2026-11-10T08:00:00Z'));

let accounts = 0;
/** A new account that billing has told of. */
async function newAccount(): Promise<string> {
  const accountNumber = `S-${++accounts}`;
  await vending.run((tx) =>
    vending.storeAccountPricing.execute(tx, [{ accountNumber, revision: 1, currency: 'KES', tariffCode: 'DOM', debts: [] }]),
  );
  return accountNumber;
}

const register = (accountNumber: string | undefined, commodity: 'electricity' | 'water' = 'electricity') =>
  vending.createMeter.execute(staff(), newMeter({ accountNumber, commodity }));
const move = (meterNumber: string, accountNumber: string | null) => vending.updateMeter.execute(staff(), { meterNumber, accountNumber });
let keys = 0;
const sell = async (meterNumber: string) => (await vending.sell(meterNumber, `supply-${++keys}`, { amount: '1000.00' })).vend;
type Sold = Awaited<ReturnType<typeof sell>>;
/** The months whose standing charge a vend paid, and the rate its first unit was sold at. */
const charged = ({ lines }: Sold) => ({
  standing: lines.flatMap((line) => (line.kind === 'fixed-charge' ? [line.month] : [])),
  firstRate: lines.flatMap((line) => (line.kind === 'energy' ? (line.blocks ?? []).map(({ rate }) => rate) : []))[0],
});

const FRESH = { standing: ['2026-11'], firstRate: '12.22' };
const CONTINUED = { standing: [], firstRate: '16.30' };

describe('the supply of a meter on an account', () => {
  it('is found again by the meter that comes back: no second standing charge, no second cheap block', async () => {
    const account = await newAccount();
    const { meterNumber, supplyId } = await register(account);
    expect(charged(await sell(meterNumber))).toEqual(FRESH);

    await move(meterNumber, null);
    await move(meterNumber, account);

    const sold = await sell(meterNumber);
    expect(charged(sold)).toEqual(CONTINUED);
    expect(sold.supplyId).toBe(supplyId);
  });

  it('goes on with the meter that replaces one, whether it is registered on the account or moved there', async () => {
    const account = await newAccount();
    const first = await register(account);
    await sell(first.meterNumber);

    await move(first.meterNumber, null);
    const second = await register(account);
    expect(charged(await sell(second.meterNumber))).toEqual(CONTINUED);

    const third = await register(undefined);
    await move(second.meterNumber, null);
    await move(third.meterNumber, account);
    expect(charged(await sell(third.meterNumber))).toEqual(CONTINUED);
    expect((await vending.findMeter.execute(staff(), third)).supplyId).toBe(first.supplyId);
  });

  it('is each meter’s own where an account has several, and one that comes back finds its own before another’s', async () => {
    const account = await newAccount();
    const [one, other] = [await register(account), await register(account)];
    expect(charged(await sell(one.meterNumber))).toEqual(FRESH);
    expect(charged(await sell(other.meterNumber))).toEqual(FRESH);

    await move(one.meterNumber, null);
    await move(other.meterNumber, null);

    expect((await move(one.meterNumber, account)).supplyId).toBe(one.supplyId);
    expect((await move(other.meterNumber, account)).supplyId).toBe(other.supplyId);
  });

  it('is not another account’s, nor another commodity’s', async () => {
    const [account, elsewhere] = [await newAccount(), await newAccount()];
    const { meterNumber } = await register(account);
    await sell(meterNumber);

    const moved = await move(meterNumber, elsewhere);

    expect(charged(await sell(meterNumber))).toEqual(FRESH);
    expect((await register(account, 'water')).supplyId).not.toBe(moved.supplyId);
  });

  it('without an account is the meter’s alone, and found again too', async () => {
    const account = await newAccount();
    const { meterNumber, supplyId } = await register(undefined);
    await sell(meterNumber);
    await move(meterNumber, account);

    expect((await register(undefined)).supplyId).not.toBe(supplyId);
    await move(meterNumber, null);

    expect(charged(await sell(meterNumber))).toEqual(CONTINUED);
  });

  it('keeps what is due for whichever meter goes on with it', async () => {
    const account = await newAccount();
    const { meterNumber, supplyId } = await register(account);
    await sell(meterNumber);
    await vending.owner.query(
      `update supply set fixed_charges_due = '[{"month":"2026-11","code":"standing","position":0,"grossMinor":"5000"}]' where supply_id = $1`,
      [supplyId],
    );
    await move(meterNumber, null);

    const replacement = await register(account);

    expect((await sell(replacement.meterNumber)).lines[0]).toMatchObject({ kind: 'fixed-charge', month: '2026-11', amountMinor: 5_000n });
  });

  it('owes no standing charge for months in which no meter was on it, but for the one in which it goes on', async () => {
    const account = await newAccount();
    const { meterNumber } = await register(account);
    await sell(meterNumber);
    vending.clock.set('2026-12-20T08:00:00Z');
    await move(meterNumber, null);

    vending.clock.set('2027-03-15T08:00:00Z');
    await move(meterNumber, account);

    expect(charged(await sell(meterNumber)).standing).toEqual(['2026-12', '2027-03']);
    vending.clock.set('2027-04-02T08:00:00Z');
    expect(charged(await sell(meterNumber)).standing).toEqual(['2027-04']);
  });

  it('is taken over by one of eight meters that are registered on its account at once', async () => {
    const account = await newAccount();
    const { meterNumber, supplyId } = await register(account);
    await move(meterNumber, null);

    const registered = await Promise.all(Array.from({ length: 8 }, () => register(account)));

    expect(registered.filter((meter) => meter.supplyId === supplyId)).toHaveLength(1);
    expect(new Set(registered.map((meter) => meter.supplyId)).size).toBe(8);
  });

  it('is given back what a replaced meter’s failed vend took, beside the vends of the meter that replaced it', async () => {
    const account = await newAccount();
    const { meterNumber, supplyId } = await register(account);
    const failing = await sell(meterNumber);
    await move(meterNumber, null);
    const replacement = await register(account);

    await Promise.all([
      ...Array.from({ length: 6 }, () => sell(replacement.meterNumber)),
      vending.run((tx) => vending.failVends.execute(tx, [refusedFor(failing)])),
    ]);

    const { rows } = await vending.owner.query<{ kept: boolean }>(
      `select s.units_tenths = (select sum(units_tenths) from vend v where v.supply_id = s.supply_id and v.state <> 'failed') as kept
       from supply s where s.supply_id = $1`,
      [supplyId],
    );
    expect(rows).toEqual([{ kept: true }]);
  });

  it('is announced with its meter as before', async () => {
    const account = await newAccount();
    const { meterNumber } = await register(account);
    await move(meterNumber, null);

    const told = (await vending.events(MeterChanged)).filter(({ data }) => data.meterNumber === meterNumber);
    expect(told.map(({ data }) => data.accountNumber)).toEqual([account, undefined]);
  });
});
