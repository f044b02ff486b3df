import { subtract, sum } from '@openprepay/quantities';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Billing, chargeDebt, clerkOf, openAccount, pricingOf, startBilling, vendWithDebt } from '../../test/fixture.js';
import { outstandingMinor } from '../debts/debt.js';
import { ReadTrialBalance } from '../ledger/read-trial-balance.js';
import { FindPayments } from './find-payments.js';

let billing: Billing;
beforeAll(async () => {
  billing = await startBilling();
});
afterAll(() => billing.stop());

const ledger = (accountNumber: string) => billing.run((tx) => billing.journal.list(tx, { accountNumber, limit: 100 }));
const debts = (accountNumber: string) => billing.run((tx) => billing.debts.ofAccount(tx, accountNumber));
const outstanding = async (accountNumber: string) => (await debts(accountNumber)).map(outstandingMinor);
const owed = (accountNumber: string) => billing.run((tx) => billing.balances.balance(tx, `customer:${accountNumber}`, 'KES'));

async function credit(accountNumber: string): Promise<bigint> {
  const { rows } = await billing.owner.query<{ credit: string }>('select credit_minor as credit from account where account_number = $1', [
    accountNumber,
  ]);
  return BigInt(rows[0]!.credit);
}

/** An account in debt: 100.00 of each code, in this order of recovery. */
async function indebted(accountNumber: string, ...codes: readonly string[]): Promise<readonly string[]> {
  await openAccount(billing, accountNumber);
  const ids: string[] = [];
  for (const code of codes) ids.push((await chargeDebt(billing, accountNumber, code)).debt.id);
  return ids;
}

/** What the ledger says is owed is what the debts have left, less the credit; and no debt is paid more than once. */
async function expectBooksRight(accountNumber: string): Promise<void> {
  expect(await owed(accountNumber)).toBe(sum(await outstanding(accountNumber)) - (await credit(accountNumber)));
  for (const { chargedMinor, recoveredMinor, settledElsewhereMinor } of await debts(accountNumber)) {
    expect(recoveredMinor <= chargedMinor).toBe(true);
    expect(subtract(chargedMinor, sum([recoveredMinor, settledElsewhereMinor])) >= 0n).toBe(true);
  }
  expect((await billing.get(ReadTrialBalance).execute(clerkOf(), { limit: 500 })).balanced).toBe(true);
}

describe('a payment on an account', () => {
  it('pays the debts in the order of recovery, is booked once, and leaves the rest as credit', async () => {
    const [loan, wiring] = await indebted('P-1', 'meter-loan', 'wiring');
    await billing.bookVends([vendWithDebt('P-1', loan!, 4_000n)]);

    const { payment, isReplay } = await billing.pay('P-1', '185.50', { paymentMethod: 'cash' });

    expect(isReplay).toBe(false);
    expect(payment).toMatchObject({
      number: 1,
      applied: [
        { debtId: loan, code: 'meter-loan', amountMinor: 6_000n },
        { debtId: wiring, code: 'wiring', amountMinor: 10_000n },
      ],
      creditedMinor: 2_550n,
      balanceMinor: -2_550n,
    });
    expect((await ledger('P-1')).at(-1)).toMatchObject({
      reference: `payment:${payment.id}`,
      lines: [
        { account: 'cash-desk:cash', amountMinor: 18_550n },
        { account: 'customer:P-1', amountMinor: -18_550n },
      ],
    });
    expect(await outstanding('P-1')).toEqual([0n, 0n]);
    await expectBooksRight('P-1');
  });

  it('pays what it can of the first debt where it does not reach', async () => {
    const [loan] = await indebted('P-2', 'meter-loan', 'wiring');

    const { payment } = await billing.pay('P-2', '30');

    expect(payment).toMatchObject({ applied: [{ debtId: loan, amountMinor: 3_000n }], creditedMinor: 0n, balanceMinor: 17_000n });
    expect((await ledger('P-2')).at(-1)?.lines).toContainEqual({ account: 'bank', amountMinor: 3_000n });
    await expectBooksRight('P-2');
  });

  it('tells vending what is left of the debts, by the next revision, and nothing where there are none', async () => {
    await indebted('P-3', 'meter-loan');
    await billing.pay('P-3', '60');
    await billing.pay('P-3', '50');
    await billing.pay('P-3', '7');

    expect(
      (await pricingOf(billing, 'P-3')).map(({ revision, debts: told }) => [revision, ...told.map((debt) => debt.settledElsewhereMinor)]),
    ).toEqual([[1], [2, 0n], [3, 6_000n], [4, 10_000n]]);
    await expectBooksRight('P-3');
  });

  it('is the credit of an account without debts, and pays the next one when it is charged', async () => {
    await indebted('P-4');
    await billing.pay('P-4', '70');

    const { debt } = await chargeDebt(billing, 'P-4', 'meter-loan');

    expect(outstandingMinor(debt)).toBe(3_000n);
    expect((await pricingOf(billing, 'P-4')).at(-1)?.debts).toMatchObject([{ chargedMinor: 10_000n, settledElsewhereMinor: 7_000n }]);
    expect([await credit('P-4'), await owed('P-4')]).toEqual([0n, 3_000n]);
    await chargeDebt(billing, 'P-4', 'wiring');
    await expectBooksRight('P-4');
  });

  it('ends a debt: one of the same code can be charged again', async () => {
    await indebted('P-5', 'meter-loan');
    await billing.pay('P-5', '100');

    await expect(chargeDebt(billing, 'P-5', 'meter-loan')).resolves.toMatchObject({ debt: { position: 2 } });
  });

  it.each([
    ['an unknown account', 'NONE', { amount: '1' }, 'billing.account_unknown'],
    ['another currency', 'P-2', { currency: 'USD' }, 'billing.currency_mismatch'],
    ['tenths of a cent', 'P-2', { amount: '1.005' }, 'billing.amount_invalid'],
    ['nothing', 'P-2', { amount: '0.00' }, 'billing.amount_invalid'],
    ['more than any column holds', 'P-2', { amount: '9'.repeat(30) }, 'billing.amount_invalid'],
  ])('refuses %s and leaves nothing behind', async (_what, accountNumber, changes, code) => {
    const before = await ledger('P-2');

    await expect(billing.pay(accountNumber, '1', changes)).rejects.toMatchObject({ code });

    expect(await ledger('P-2')).toEqual(before);
  });

  it('says an amount that is too large as people say money', async () => {
    await expect(billing.pay('P-2', '9'.repeat(25))).rejects.toMatchObject({
      message: expect.stringContaining('at most 10000000000000000.00 KES'),
    });
  });
});

describe('a payment that comes again', () => {
  const key = 'a-key-of-the-counter';
  const reference = 'MPESA-7F3K';
  beforeAll(async () => {
    await indebted('R-1', 'meter-loan');
    await indebted('R-2');
    await billing.pay('R-1', '150', { idempotencyKey: key, reference });
  });

  it('is answered with the first one, whole, and moves nothing', async () => {
    const again = await billing.pay('R-1', '150.00', { idempotencyKey: key, reference: 'mpesa-7f3k' });

    expect(again).toMatchObject({
      isReplay: true,
      payment: { applied: [{ code: 'meter-loan', amountMinor: 10_000n }], creditedMinor: 5_000n, balanceMinor: -5_000n },
    });
    expect(await ledger('R-1')).toHaveLength(2);
  });

  it.each([
    ['another amount', 'R-1', { amount: '151' }],
    ['another reference', 'R-1', { reference: 'MPESA-7F3L' }],
    ['another way of paying', 'R-1', { paymentMethod: 'cash' as const }],
    ['another account', 'R-2', {}],
  ])('is refused with %s', async (_what, accountNumber, changes) => {
    const again = billing.pay(accountNumber, '150', { idempotencyKey: key, reference, ...changes });

    await expect(again).rejects.toMatchObject({ code: 'billing.idempotency_key_reused' });
  });

  it.each(['MPESA-7F3K', 'mpesa 7f3k'.replace(' ', '\u2010'), ' MPESA - 7F3K'])(
    'is refused under another key where its reference has paid before, on whichever account: %s',
    async (spelled) => {
      for (const accountNumber of ['R-1', 'R-2']) {
        await expect(billing.pay(accountNumber, '150', { reference: spelled })).rejects.toMatchObject({
          code: 'billing.payment_reference_reused',
        });
      }
      expect(await owed('R-2')).toBe(0n);
    },
  );

  it('is one payment, however many take it at once under one key, or under many with one reference', async () => {
    await indebted('R-3', 'meter-loan');
    const same = { idempotencyKey: 'raced-by-one-key', reference: 'raced-1' };

    const taken = await Promise.all(Array.from({ length: 8 }, () => billing.pay('R-3', '10', same)));
    const others = await Promise.allSettled(Array.from({ length: 8 }, () => billing.pay('R-3', '10', { reference: 'raced-2' })));

    expect(new Set(taken.map(({ payment }) => payment.id)).size).toBe(1);
    expect(taken.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
    expect(others.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await outstanding('R-3')).toEqual([8_000n]);
    await expectBooksRight('R-3');
  });
});

describe('a payment beside vends that recover the same debt', () => {
  it('gives way to what a vend has recovered meanwhile: the rest is credit, and pays the next debt', async () => {
    const [loan] = await indebted('V-1', 'meter-loan', 'wiring');
    await billing.pay('V-1', '100');
    const late = vendWithDebt('V-1', loan!, 6_000n);

    await billing.bookVends([late, late]);
    await billing.bookVends([late]);

    expect(await debts('V-1')).toMatchObject([
      { recoveredMinor: 6_000n, settledElsewhereMinor: 4_000n },
      { recoveredMinor: 0n, settledElsewhereMinor: 6_000n },
    ]);
    expect((await pricingOf(billing, 'V-1')).at(-1)?.debts).toMatchObject([
      { settledElsewhereMinor: 4_000n },
      { settledElsewhereMinor: 6_000n },
    ]);
    const { rows } = await billing.owner.query(
      `select debt_id = $1 as loan, amount_minor, cause like 'payment:%' as paid from debt_settlement where account_number = 'V-1' order by at, amount_minor desc`,
      [loan],
    );
    expect(rows).toEqual([
      { loan: true, amount_minor: '10000', paid: true },
      { loan: false, amount_minor: '6000', paid: false },
      { loan: true, amount_minor: '-6000', paid: false },
    ]);
    await expectBooksRight('V-1');
  });

  it('never has a debt recovered twice, whoever comes first', async () => {
    const [loan, wiring] = await indebted('V-2', 'meter-loan', 'wiring');
    const recover = (debtId: string) => billing.bookVends([vendWithDebt('V-2', debtId, 1_000n)]);

    await Promise.all([
      ...Array.from({ length: 10 }, () => recover(loan!)),
      ...Array.from({ length: 6 }, () => recover(wiring!)),
      ...Array.from({ length: 8 }, () => billing.pay('V-2', '25')),
      // Of fixed amounts: five shares of 20 percent would take the whole tender wherever these come before the payments.
      ...Array.from({ length: 3 }, (_, index) => chargeDebt(billing, 'V-2', `late-${index}`, { amount: '5.00' })),
    ]);

    expect(await owed('V-2')).toBe(50_000n - 16_000n - 20_000n);
    expect((await debts('V-2')).slice(0, 2)).toMatchObject([{ recoveredMinor: 10_000n }, { recoveredMinor: 6_000n }]);
    const revisions = (await pricingOf(billing, 'V-2')).map(({ revision }) => revision);
    expect(revisions).toEqual(revisions.map((_, index) => index + 1));
    await expectBooksRight('V-2');
  });
});

describe('an account’s payments', () => {
  it('are listed the newest first, page by page, each with what it paid', async () => {
    await indebted('L-1', 'meter-loan');
    for (const amount of ['10', '20', '30', '40', '50']) await billing.pay('L-1', amount);
    const page = (cursor?: string) =>
      billing.get(FindPayments).execute(clerkOf(), { accountNumber: 'L-1', limit: 2, ...(cursor && { cursor }) });

    const first = await page();
    await billing.pay('L-1', '60');
    const second = await page(first.nextCursor);
    const third = await page(second.nextCursor);

    expect([...first.items, ...second.items, ...third.items].map(({ amountMinor }) => amountMinor)).toEqual([
      5_000n,
      4_000n,
      3_000n,
      2_000n,
      1_000n,
    ]);
    expect(first.items[0]).toMatchObject({ applied: [], creditedMinor: 5_000n });
    expect(third).not.toHaveProperty('nextCursor');
  });

  it('are never changed, by their owner neither', async () => {
    for (const table of ['payment', 'debt_settlement']) {
      await expect(billing.owner.query(`update ${table} set amount_minor = amount_minor + 1`)).rejects.toThrow('never changed');
      await expect(billing.owner.query(`delete from ${table}`)).rejects.toThrow('never changed');
    }
  });
});
