import { randomUUID } from 'node:crypto';
import { pause } from '@openprepay/pace/pause';
import type { SignedIn } from '@openprepay/standalone/gateway-client';
import { demoKeyData, demoTariff } from '@openprepay/standalone/demo-fleet';
import { makeMeterNumber } from '@openprepay/sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAll, listVends } from './lists.js';
import { zoneOfMidday } from './midday.js';
import { CURRENCY, Platform } from './platform.js';
import { loadGivenUnitsConfig } from './scenarios.config.js';
import { pick, seededRandom } from './seeded-random.js';
import { until } from './until.js';
import { Work } from './work.js';

const plan = loadGivenUnitsConfig(process.env);

const MORTAL = ['vending', 'key-management', 'billing', 'telemetry', 'postgres', 'kafka', 'gateway'] as const;
/** So many processes die at least: more customers come until they have. */
const KILLS = 3;
const PATIENCE_MS = 150_000;
const PAUSE_MS = 100;
const [FREE, ISSUED, LEFT] = ['50.0', '5.0', '3.0'] as const;
const PRICE = '10.00';
const DEBT = '100.00';
const TAKEN_OF_DEBT = 2;
/** What each customer pays of the debt at the vendor; and what is taken back of some. */
const [PAID, PAID_IN_VAIN] = ['5.00', '7.00'] as const;

/** One customer's meter, what replaced it, and whether the sale to it and one of the payments were taken back. */
interface Customer {
  readonly accountNumber: string;
  readonly oldMeter: string;
  readonly newMeter: string;
  readonly takenBack: boolean;
  readonly paidBack: boolean;
}

/** Whoever asks does not give up, and says the same again: what is refused for good is an answer. */
async function ask<Answer>(call: () => Promise<Answer>, isDone: (answer: Answer) => boolean = () => true): Promise<Answer> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    const answer = await call().catch(unlessTransient);
    if (answer !== undefined && isDone(answer)) return answer;
    await pause(PAUSE_MS);
  }
  throw new Error('something that was asked for found no outcome in time');
}

const TRANSIENT = [
  'vending.tokens_awaited',
  'vending.pricing_unknown',
  'vending.pricing_stale',
  'vending.seller_busy',
  'vending.vend_not_completed',
  // a debt that vending has not heard of yet
  'vending.payment_exceeds_debt',
];

function unlessTransient(error: unknown): undefined {
  const { status = 0, code = '' } = error as { readonly status?: number; readonly code?: string };
  if (status === 0 || status >= 500 || status === 401 || TRANSIENT.includes(code)) return undefined;
  throw error;
}

describe('units that are given, sales and payments that are taken back and meters that are replaced, while processes are killed', () => {
  let platform: Platform;
  let people: Readonly<Record<'vendor' | 'engineer' | 'operator' | 'clerk' | 'admin', SignedIn>>;
  const ended = new AbortController();
  const kills: string[] = [];
  /** Two customers are served at a time. */
  const works = [new Work('served first', Infinity), new Work('served beside', Infinity)] as const;

  beforeAll(async () => {
    platform = await Platform.start({
      meters: 1,
      simulate: false,
      timeZone: zoneOfMidday(new Date()),
      env: { ACCESS_TOKEN_SECONDS: '86400' },
    });
    const as = (name: string): Promise<SignedIn> => platform.as(name);
    const [vendor, engineer, operator, clerk, admin] = await Promise.all(['vendor', 'engineer', 'operator', 'clerk', 'admin'].map(as));
    people = { vendor: vendor!, engineer: engineer!, operator: operator!, clerk: clerk!, admin: admin! };
    const { tax: _tax, fixedCharges: _charges, ...tariff } = demoTariff(CURRENCY, new Date('2026-01-01T00:00:00Z'));
    const freeUnits = { amount: '50', per: 'month' } as const;
    await people.clerk.billing.publishTariff({ body: { ...tariff, tariffCode: 'GIVING', freeUnits } });
    await people.admin.vending.changeReversalPolicy({ body: { mode: 'until-delivered', approval: false } });
    await people.admin.vending.changeFreeIssuePolicy({ body: { unitsApprovalAbove: '50' } });
  }, 240_000);
  afterAll(async () => {
    ended.abort();
    await platform?.stop();
  });

  /** Not before both have got on since the last one: where a start takes longer than the pause, nothing would ever come of anything. */
  async function killAtRandom(): Promise<void> {
    const random = seededRandom(plan.seed);
    let struckAt = performance.now();
    while (!ended.signal.aborted) {
      await pause(1_000 + random() * 3_000, ended.signal);
      while (!ended.signal.aborted && !works.every((work) => work.gotOnSince(struckAt))) await pause(PAUSE_MS);
      if (ended.signal.aborted) return;
      struckAt = performance.now();
      const name = pick(random, MORTAL);
      if (await platform.kill(name)) kills.push(name);
    }
  }

  async function serve(nth: number): Promise<Customer> {
    const { vendor, engineer, operator, clerk } = people;
    const accountNumber = `GIVEN-${nth}`;
    const [oldMeter, newMeter] = [makeMeterNumber('00', String(77_000_001 + 2 * nth)), makeMeterNumber('00', String(77_000_002 + 2 * nth))];
    const step: typeof ask = async (call, isDone) => {
      const answer = await ask(call, isDone);
      works[nth % 2 === 0 ? 0 : 1].note();
      return answer;
    };
    const known = (code: string) => (error: unknown) => {
      if ((error as { readonly code?: string }).code !== code) throw error;
      return {};
    };
    await step(() =>
      clerk.billing.openAccount({ body: { accountNumber, name: 'Ann', tariffCode: 'GIVING' } }).catch(known('billing.account_exists')),
    );
    await step(() =>
      clerk.billing
        .chargeDebt({ params: { accountNumber }, body: { code: 'loan', outstanding: DEBT, recovery: { share: '20' } } })
        .catch(known('billing.debt_exists')),
    );
    const meter = { ...demoKeyData, commodity: 'electricity', accountNumber } as const;
    await step(() => engineer.vending.createMeter({ body: { meterNumber: oldMeter, ...meter } }).catch(known('vending.meter_exists')));

    const key = (): { readonly 'idempotency-key': string } => ({ 'idempotency-key': randomUUID() });
    const done = ({ body }: { readonly body: { readonly state: string } }): boolean => body.state === 'completed';
    const sold = await platform.sell(vendor, { meterNumber: oldMeter, amount: PRICE, stalled: () => false });
    const free = key();
    const giveFree = () => vendor.vending.giveFreeBasic({ headers: free, body: { meterNumber: oldMeter } });
    await step(giveFree, done);
    await step(giveFree, done);
    const issue = key();
    const body = { meterNumber: oldMeter, units: ISSUED, reason: 'faulty meter' };
    await step(() => engineer.vending.issueFree({ headers: issue, body }), done);
    await step(() => engineer.vending.issueFree({ headers: issue, body }), done);
    const takenBack = nth % 2 === 0;
    const params = { vendId: sold.vendId };
    if (takenBack) await step(() => operator.vending.reverseVend({ params, body: { reason: 'wrong meter' } }));
    const pay = async (amount: string): Promise<string> => {
      const headers = key();
      const paid = { accountNumber, amount, currency: CURRENCY, paymentMethod: 'cash' } as const;
      const take = () => step(() => vendor.vending.takeAccountPayment({ headers, body: paid }));
      const { paymentId } = (await take()).body;
      expect((await take()).body.paymentId).toBe(paymentId);
      return paymentId;
    };
    await pay(PAID);
    const inVain = await pay(PAID_IN_VAIN);
    const paidBack = nth % 3 !== 0;
    const takeBack = () => operator.vending.reverseAccountPayment({ params: { paymentId: inVain }, body: { reason: 'wrong account' } });
    if (paidBack) for (let time = 0; time < 2; time++) await step(takeBack);
    const { commodity: _commodity, accountNumber: _account, ...keyData } = meter;
    const replace = () =>
      engineer.vending.replaceMeter({
        params: { meterNumber: oldMeter },
        body: { newMeterNumber: newMeter, ...keyData, unitsLeft: LEFT, reason: 'display broken' },
      });
    await step(replace);
    await step(replace, ({ status }) => status === 201);
    return { accountNumber, oldMeter, newMeter, takenBack, paidBack };
  }

  it(
    `agree with a model in float, debts, supply, vends and books (seed ${plan.seed}, ${plan.customers} customers)`,
    async () => {
      const floatOf = async (): Promise<number> =>
        Number((await ask(() => people.vendor.vending.listVendors({ query: { limit: 1 } }))).body.items[0]!.floatBalance);
      const before = await floatOf();
      const killer = killAtRandom();
      const customers: Customer[] = [];
      for (let nth = 0; nth < plan.customers || kills.length < KILLS; nth += 2)
        customers.push(...(await Promise.all([serve(nth), serve(nth + 1)])));
      ended.abort();
      await killer;
      await platform.untilHealthy();

      expect(kills.length).toBeGreaterThanOrEqual(KILLS);
      const spent = customers.map(({ takenBack, paidBack }) => (takenBack ? 0 : Number(PRICE)) + paidOf(paidBack));
      expect(before - (await floatOf())).toBeCloseTo(sumOf(spent), 6);
      for (const customer of customers) await expectAsModelled(customer);
      expect((await people.clerk.billing.readTrialBalance()).body).toMatchObject({ balanced: true });
    },
    PATIENCE_MS + plan.customers * 60_000,
  );

  async function expectAsModelled({ accountNumber, oldMeter, newMeter, takenBack, paidBack }: Customer): Promise<void> {
    const { engineer, clerk, vendor } = people;
    const vends = [...(await listVends(engineer, oldMeter)), ...(await listVends(engineer, newMeter))];
    expect(vends.map(({ grant = 'sale', state, units }) => [grant, state, grant === 'sale' ? '' : units.value]).toSorted()).toEqual([
      ['free-basic', 'completed', FREE],
      ['free-issue', 'completed', ISSUED],
      ['replacement', 'completed', LEFT],
      ['sale', takenBack ? 'reversed' : 'completed', ''],
    ]);

    const payments = (await vendor.vending.listAccountPayments({ query: { accountNumber, limit: 10 } })).body.items;
    expect(payments.map(({ amount, reversal }) => [amount, reversal !== undefined]).toSorted()).toEqual([
      [PAID, false],
      [PAID_IN_VAIN, paidBack],
    ]);

    const wanted = [
      ...payments.map(({ paymentId }) => `account-payment:${paymentId}`),
      ...payments.filter(({ reversal }) => reversal).map(({ paymentId }) => `account-payment-reversal:${paymentId}`),
      ...vends.map(({ vendId }) => `vend:${vendId}`),
      ...(takenBack ? [`reversal:${vends.find(({ grant }) => !grant)!.vendId}`] : []),
    ];
    const booked = async (): Promise<readonly string[]> =>
      (await listAll((query) => clerk.billing.listJournalEntries({ query })))
        .map(({ reference }) => reference)
        .filter((reference) => wanted.includes(reference));
    await until(async () => (await booked()).length >= wanted.length, { timeoutMs: PATIENCE_MS });
    expect((await booked()).toSorted()).toEqual(wanted.toSorted());

    const owed = Number(DEBT) - (takenBack ? 0 : TAKEN_OF_DEBT) - paidOf(paidBack);
    const debts = async () => (await clerk.billing.listDebts({ params: { accountNumber }, query: { limit: 1 } })).body.items;
    await until(async () => Number((await debts())[0]?.outstanding) === owed, { timeoutMs: PATIENCE_MS });

    const sale = vends.find(({ grant }) => grant === undefined)!;
    const { body: quote } = await vendor.vending.quoteVend({
      body: { meterNumber: newMeter, tender: { amount: PRICE, currency: CURRENCY }, paymentMethod: 'cash' },
    });
    const month = Number(quote.blocks!.unitsThisMonth) - Number(quote.units.value);
    expect(month).toBeCloseTo(takenBack ? 0 : Number(sale.units.value), 6);
    const again = vendor.vending.giveFreeBasic({ headers: { 'idempotency-key': randomUUID() }, body: { meterNumber: newMeter } });
    await expect(again).rejects.toMatchObject({ code: 'vending.free_basic_not_due' });
    const onTheOld = platform.sell(vendor, { meterNumber: oldMeter, amount: PRICE });
    await expect(onTheOld).rejects.toMatchObject({ code: 'vending.meter_replaced' });
  }
});

/** What a customer's payments come to. */
const paidOf = (paidBack: boolean): number => Number(PAID) + (paidBack ? 0 : Number(PAID_IN_VAIN));
const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);
