import { moneyMinor } from '@openprepay/quantities';
import { formatLines } from '@openprepay/tariffs';
import { PricingApplied } from '@openprepay/contracts/vending';
import { newMeter } from '@openprepay/testing/meter';
import { domesticTariff, flatTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sale, staff, startVending, type Vending } from '../../test/fixture.js';
import type { AccountPricing } from './account-pricing.js';

const DOMESTIC = domesticTariff();

const loan = (changes: Partial<AccountPricing['debts'][number]> = {}): AccountPricing['debts'][number] => ({
  debtId: '019ab000-0000-7000-8000-000000000001',
  code: 'meter-loan',
  chargedMinor: moneyMinor(900_000n),
  settledElsewhereMinor: moneyMinor(0n),
  recovery: { share: '20' },
  ...changes,
});

const account = (changes: Partial<AccountPricing> = {}): AccountPricing => ({
  accountNumber: 'A-1',
  revision: 1,
  currency: 'KES',
  tariffCode: 'DOM',
  debts: [loan()],
  ...changes,
});

describe('pricing from the copy of what billing published', () => {
  let vending: Vending;

  beforeAll(async () => {
    vending = await startVending();
    await vending.run(async (tx) => {
      await vending.storeTariff.execute(tx, { version: 1, document: DOMESTIC });
      await vending.storeAccountPricing.execute(tx, [account()]);
    });
  });
  afterAll(() => vending.stop());

  const apply = (...accounts: AccountPricing[]): Promise<void> => vending.run((tx) => vending.storeAccountPricing.execute(tx, accounts));
  const meterOn = async (accountNumber: string): Promise<string> =>
    (await vending.createMeter.execute(staff(), newMeter({ accountNumber }))).meterNumber;
  const sell = async (meter: string, key: string, amount = '100.00') => (await vending.sell(meter, key, { amount })).vend;

  it('sells the worked example line by line', async () => {
    const meter = await meterOn('A-1');

    const sold = [];
    for (const [index, amount] of ['1000.00', '1000.00', '2500.00'].entries()) sold.push(await sell(meter, `example-${index}`, amount));

    expect(
      sold.map(({ lines, effect }) => [effect.unitsTenths, ...formatLines(lines, 'KES').map((line) => `${line.code} ${line.amount}`)]),
    ).toEqual([
      [391n, 'standing 150.00', 'meter-loan 200.00', 'energy 516.38', 'erc 1.18', 'rep 25.82', 'VAT 106.62'],
      [405n, 'meter-loan 200.00', 'energy 660.15', 'erc 1.22', 'rep 33.01', 'VAT 105.62'],
      [832n, 'meter-loan 500.00', 'energy 1650.83', 'erc 2.50', 'rep 82.54', 'VAT 264.13'],
    ]);
    expect(sold[0]?.lines[0]).toMatchObject({ kind: 'fixed-charge', month: '2026-11' });
  });

  it('quotes exactly what it then sells, and changes nothing by it', async () => {
    await apply(account({ accountNumber: 'A-2' }));
    const meter = await meterOn('A-2');
    const quote = () => vending.quoteVend.execute(staff(), sale(meter, { amount: '777.77' }));

    const [first, second] = [await quote(), await quote()];
    const vend = await sell(meter, 'q', '777.77');

    expect(first.priced.lines).toEqual(second.priced.lines);
    expect(vend.lines).toEqual(first.priced.lines);
  });

  it('recovers a debt once, also where an account has many meters, and leaves what billing settled', async () => {
    const debt = loan({
      chargedMinor: moneyMinor(27_000n),
      settledElsewhereMinor: moneyMinor(4_000n),
      recovery: { amountMinor: moneyMinor(5_000n) },
    });
    await apply(account({ accountNumber: 'A-3', debts: [debt] }));
    const meters = await Promise.all(Array.from({ length: 10 }, () => meterOn('A-3')));

    const vends = await Promise.all(meters.map((meter, index) => sell(meter, `share-${index}`, '1000.00')));

    const taken = vends.flatMap(({ debtsTaken }) => debtsTaken.map(({ amountMinor }) => amountMinor));
    expect(taken.toSorted((left, right) => Number(right - left))).toEqual([5_000n, 5_000n, 5_000n, 5_000n, 3_000n]);
  });

  it('ignores an older revision, and says which one it knows', async () => {
    await apply(account({ accountNumber: 'A-4', revision: 7, debts: [] }));

    await apply(account({ accountNumber: 'A-4', revision: 6, tariffCode: 'OTHER' }));

    const vend = await sell(await meterOn('A-4'), 'older', '1000.00');
    expect(vend).toMatchObject({ tariff: { code: 'DOM', version: 1 }, debtsTaken: [] });
    const applied = (await vending.events(PricingApplied)).filter(({ data }) => data.accountNumber === 'A-4');
    expect(applied.map(({ data }) => data.revision)).toEqual([7, 7]);
  });

  it('keeps what was recovered when billing changes a debt, drops it from the list, and lists it again', async () => {
    await apply(account({ accountNumber: 'A-5', revision: 1, debts: [loan({ chargedMinor: moneyMinor(30_000n) })] }));
    const meter = await meterOn('A-5');
    await sell(meter, 'recovers', '1000.00');

    await apply(account({ accountNumber: 'A-5', revision: 2, debts: [] }));
    expect((await sell(meter, 'unlisted', '1000.00')).debtsTaken).toEqual([]);
    await apply(account({ accountNumber: 'A-5', revision: 3, debts: [loan({ chargedMinor: moneyMinor(30_000n) })] }));

    expect((await sell(meter, 'listed', '1000.00')).debtsTaken).toMatchObject([{ amountMinor: 10_000n }]);
  });

  it('takes the last of two revisions that come in one batch', async () => {
    await apply(
      account({ accountNumber: 'A-6', revision: 3, debts: [] }),
      account({ accountNumber: 'A-6', revision: 2, tariffCode: 'OTHER' }),
    );

    expect((await sell(await meterOn('A-6'), 'batch', '1000.00')).tariff.code).toBe('DOM');
  });

  it('prices by a new version as soon as it is in force', async () => {
    const utility = 'versions';
    await vending.run(async (tx) => {
      await vending.storeTariff.execute(tx, { version: 1, document: flatTariff() });
      await vending.storeDefaultTariff.execute(tx, { commodity: 'electricity', tariffCode: 'FLAT', changedAt: new Date(0) });
    }, utility);
    const { meterNumber } = await vending.createMeter.execute(staff(utility), newMeter());
    const sold = async (key: string) => (await vending.sell(meterNumber, key, { utility })).vend;
    expect((await sold('v1')).effect.unitsTenths).toBe(1_000n);

    await vending.run(
      (tx) =>
        vending.storeTariff.execute(tx, {
          version: 2,
          document: flatTariff({ validFrom: '2026-11-10T09:00:00Z', energy: { blocks: [{ rate: '2' }] } }),
        }),
      utility,
    );

    expect((await sold('v2')).effect.unitsTenths).toBe(1_000n);
    vending.clock.set('2026-11-10T09:00:00Z');
    expect(await sold('v3')).toMatchObject({ tariff: { version: 2 }, effect: { unitsTenths: 500n } });
  });

  it('keeps the default tariff of the highest revision, whatever arrives last and whatever a clock said', async () => {
    const utility = 'defaults';
    const setDefault = (tariffCode: string, revision: number | undefined, changedAt: string): Promise<void> =>
      vending.run(
        (tx) => vending.storeDefaultTariff.execute(tx, { commodity: 'electricity', tariffCode, revision, changedAt: new Date(changedAt) }),
        utility,
      );
    const { meterNumber } = await vending.createMeter.execute(staff(utility), newMeter());
    const soldBy = async (key: string) => (await vending.sell(meterNumber, key, { utility })).vend.tariff.code;
    await vending.run(async (tx) => {
      for (const tariffCode of ['OLD', 'NEW', 'NEWER'])
        await vending.storeTariff.execute(tx, { version: 1, document: flatTariff({ tariffCode }) });
    }, utility);

    // as it was told before there were revisions
    await setDefault('NEW', undefined, '2027-11-02T00:00:00Z');
    await setDefault('OLD', undefined, '2027-11-01T00:00:00Z');
    expect(await soldBy('by time')).toBe('NEW');
    await setDefault('OLD', 1, '2026-11-03T00:00:00Z');
    expect(await soldBy('by revision')).toBe('OLD');
    await setDefault('NEWER', 3, '2026-11-01T00:00:00Z');
    await setDefault('NEW', 2, '2026-11-04T00:00:00Z');
    expect(await soldBy('out of order')).toBe('NEWER');
  });

  it.each([
    ['9.99', 'vending.tender_below_minimum'],
    ['100000.01', 'vending.tender_above_maximum'],
    ['10.00', 'vending.tender_buys_no_units'],
    ['0', 'vending.amount_invalid'],
    ['10.001', 'vending.amount_invalid'],
    ['-10', 'vending.amount_invalid'],
    ['NaN', 'vending.amount_invalid'],
    ['1e3', 'vending.amount_invalid'],
    ['1'.repeat(40), 'vending.amount_invalid'],
    ['1'.repeat(16), 'vending.tender_above_maximum'],
    ['1'.repeat(17), 'vending.amount_invalid'],
  ])('refuses a tender of %s by %s, and remembers nothing of it', async (amount, code) => {
    await apply(account({ accountNumber: 'A-7', debts: [] }));
    const meter = await meterOn('A-7');

    await expect(sell(meter, `refused-${amount}`, amount)).rejects.toMatchObject({ code });
    await expect(vending.findVendByKey.execute(staff(), { idempotencyKey: `refused-${amount}` })).rejects.toMatchObject({
      code: 'vending.vend_not_found',
    });
  });

  it('says where debts take all of a tender that they can be paid without a sale', async () => {
    await apply(account({ accountNumber: 'A-9', debts: [loan({ recovery: { amountMinor: moneyMinor(10_000n) } })] }));

    await expect(sell(await meterOn('A-9'), 'all of it')).rejects.toMatchObject({
      code: 'vending.tender_buys_no_units',
      message: expect.stringMatching(/a debt can also be paid by a payment to the account$/) as string,
    });
  });

  it('refuses another currency, a tariff of another commodity and one that is not in force yet', async () => {
    const utility = 'refusals';
    await vending.run(async (tx) => {
      await vending.storeTariff.execute(tx, { version: 1, document: flatTariff() });
      await vending.storeTariff.execute(tx, {
        version: 1,
        document: flatTariff({ tariffCode: 'LATER', validFrom: '2027-01-01T00:00:00Z' }),
      });
      await vending.storeTariff.execute(tx, { version: 1, document: flatTariff({ tariffCode: 'WATER', commodity: 'water' }) });
      await vending.storeAccountPricing.execute(
        tx,
        ['FLAT', 'LATER', 'WATER'].map((tariffCode) => account({ accountNumber: tariffCode, tariffCode, debts: [] })),
      );
      await vending.storeAccountPricing.execute(tx, [
        account({ accountNumber: 'DOLLARS', tariffCode: 'FLAT', currency: 'USD', debts: [] }),
      ]);
    }, utility);
    const attempt = async (accountNumber: string, currency: string): Promise<unknown> => {
      const { meterNumber } = await vending.createMeter.execute(staff(utility), newMeter({ accountNumber }));
      return vending.sell(meterNumber, accountNumber + currency, { utility, currency });
    };

    await expect(attempt('FLAT', 'USD')).rejects.toMatchObject({ code: 'vending.currency_mismatch' });
    await expect(attempt('DOLLARS', 'KES')).rejects.toMatchObject({ code: 'vending.currency_mismatch' });
    await expect(attempt('LATER', 'KES')).rejects.toMatchObject({ code: 'vending.tariff_not_in_force' });
    await expect(attempt('WATER', 'KES')).rejects.toMatchObject({ code: 'vending.tariff_commodity_mismatch' });
  });

  it('takes nothing that is due in another currency than the tender’s', async () => {
    const utility = 'currencies';
    const standing = { fixedCharges: [{ code: 'standing', amount: '150', per: 'month' }] };
    const setDefault = (document: ReturnType<typeof flatTariff>, revision: number) =>
      vending.run(async (tx) => {
        await vending.storeTariff.execute(tx, { version: 1, document });
        const chosen = { commodity: 'electricity', tariffCode: String(document['tariffCode']), changedAt: new Date(0) } as const;
        await vending.storeDefaultTariff.execute(tx, { ...chosen, revision });
      }, utility);
    await setDefault(flatTariff({ tariffCode: 'UGX', currency: 'UGX', ...standing }), 1);
    const { meterNumber } = await vending.createMeter.execute(staff(utility), newMeter());
    await vending.sell(meterNumber, 'shillings', { utility, currency: 'UGX', amount: '1000' });
    await vending.owner.query(
      `update supply set fixed_charges_due = '[{"month":"2026-11","code":"standing","position":0,"grossMinor":"50"}]' where utility = $1`,
      [utility],
    );

    await setDefault(flatTariff({ tariffCode: 'USD', currency: 'USD' }), 2);

    await expect(vending.sell(meterNumber, 'dollars', { utility, currency: 'USD' })).rejects.toMatchObject({
      code: 'vending.currency_mismatch',
    });
  });

  it('recovers no debt in another currency than it was charged in, whatever its account is said to be kept in', async () => {
    await apply(account({ accountNumber: 'A-8', tariffCode: 'DOM', currency: 'USD' }));
    await apply(account({ accountNumber: 'A-8', tariffCode: 'DOM', currency: 'KES', revision: 2 }));

    await expect(sell(await meterOn('A-8'), 'shillings for dollars')).rejects.toMatchObject({ code: 'vending.currency_mismatch' });
  });
});
