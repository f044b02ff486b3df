import { VendCompleted } from '@openprepay/contracts/vending';
import { moneyMinor } from '@openprepay/quantities';
import { eventually } from '@openprepay/testing/eventually';
import type { TestPrincipal } from '@openprepay/testing/identity';
import type { Answer } from '@openprepay/testing/start-service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendOf } from './fixture.js';
import { type BillingService, startBillingService } from './running-service.js';

let billing: BillingService;
beforeAll(async () => {
  billing = await startBillingService();
});
afterAll(() => billing.stop());

const codeOf = ({ status, body }: Answer) => ({ status, code: body['code'] });
const close = (period: string, as: Partial<TestPrincipal>) => billing.post(`/v1/periods/${period}/close`, undefined, as);

/** Vends of a new utility, by when they were completed. */
async function booksOf(utility: string, ...completedAt: readonly string[]) {
  const as = { utility };
  await billing.publishAll(
    VendCompleted,
    completedAt.map((at) => vendOf({ completedAt: new Date(at) })),
    as,
  );
  await eventually(async () => expect((await billing.get('/v1/trial-balance', as)).body['entries']).toBe(completedAt.length));
  return as;
}

describe('accounting periods', () => {
  it('are listed, read, and closed one after the other, and late vends are in the next one', async () => {
    const as = await booksOf('periods', '2026-08-31T10:00:00Z', '2026-09-01T10:00:00Z');
    expect((await billing.get('/v1/periods', as)).body).toMatchObject({
      items: [
        { period: '2026-09', state: 'open', entries: 1 },
        { period: '2026-08', state: 'open', entries: 1 },
      ],
    });
    expect(codeOf(await close('2026-09', as))).toEqual({ status: 409, code: 'billing.period_not_next' });

    expect(await close('2026-08', as)).toMatchObject({
      status: 200,
      body: { period: '2026-08', state: 'closed', entries: 1, lastNumber: 2 },
    });
    expect(codeOf(await close('2026-08', as))).toEqual({ status: 409, code: 'billing.period_closed' });
    expect(codeOf(await close('2199-01', as))).toEqual({ status: 409, code: 'billing.period_not_over' });
    const late = vendOf({ completedAt: new Date('2026-08-30T10:00:00Z') });
    await billing.publishAll(VendCompleted, [late], as);

    const ofVend = `/v1/journal-entries?reference=vend:${late.vendId}`;
    await eventually(async () =>
      expect((await billing.get(ofVend, as)).body).toMatchObject({
        items: [{ period: '2026-09', at: '2026-08-30T10:00:00.000Z', number: 3 }],
      }),
    );
    expect((await billing.get('/v1/periods/2026-08', as)).body).toMatchObject({
      closedBy: expect.any(String),
      accounts: [
        { account: 'cash-desk:cash', currency: 'KES', debit: '100.00', credit: '0.00', balance: '100.00' },
        { account: 'sales:electricity', debit: '0.00', credit: '86.20', balance: '-86.20' },
        { account: 'tax:VAT', balance: '-13.80' },
      ],
    });
    expect((await billing.get('/v1/trial-balance?period=2026-09', as)).body).toMatchObject({ balanced: true, entries: 2 });
    expect((await billing.get('/v1/trial-balance?asOf=2026-08', as)).body).toMatchObject({ balanced: true, entries: 1 });
    expect((await billing.get('/v1/journal-entries?period=2026-09', as)).body['items']).toHaveLength(2);
  });

  it('are read by clerks and auditors, and closed by clerks', async () => {
    const as = await booksOf('roles', '2026-08-31T10:00:00Z');
    for (const [roles, reading, closing] of [
      [['auditor'], 200, 403],
      [['operator'], 403, 403],
      [['vendor'], 403, 403],
      [['custodian'], 403, 403],
    ] as const) {
      for (const path of ['/v1/periods', '/v1/periods/2026-08']) expect((await billing.get(path, { ...as, roles })).status).toBe(reading);
      expect((await close('2026-08', { ...as, roles })).status).toBe(closing);
    }
    expect((await close('2026-08', { ...as, roles: ['admin'] })).status).toBe(200);
  });

  it('of one utility are neither shown to another nor closed by it', async () => {
    const as = await booksOf('ours', '2026-08-31T10:00:00Z');

    expect((await close('2026-08', { utility: 'theirs' })).status).toBe(200);

    expect((await billing.get('/v1/periods/2026-08', as)).body).toMatchObject({ state: 'open', entries: 1 });
    expect((await billing.get('/v1/periods', { utility: 'theirs' })).body).toMatchObject({ items: [{ period: '2026-08', entries: 0 }] });
  });

  it.each([
    ['a month that is none', '2026-13'],
    ['the month before the first', '2026-00'],
    ['a month of one digit', '2026-1'],
    ['a day', '2026-11-01'],
    ['a year that is none', '0000-01'],
    ['a month before 1970', '1969-12'],
    ['a word', 'now'],
    ['digits of another width', '２０２６-11'],
    ['a NUL', '2026-11%00'],
    ['an end of a statement', "2026-11'--"],
    ['a number without end', '9'.repeat(5_000)],
  ])('refuse %s', async (_what, period) => {
    for (const answer of [
      await billing.get(`/v1/periods/${period}`),
      await close(period, {}),
      await billing.get(`/v1/trial-balance?period=${period}`),
      await billing.get(`/v1/trial-balance?asOf=${period}`),
      await billing.get(`/v1/journal-entries?period=${period}`),
    ]) {
      expect([400, 404, 414, 431]).toContain(answer.status);
    }
  });

  it.each([
    ['/v1/trial-balance?period=2026-08&asOf=2026-08', 'request.invalid'],
    ['/v1/trial-balance?subLedger=vendor-float', 'request.invalid'],
    ['/v1/trial-balance?limit=501', 'request.invalid'],
    ['/v1/trial-balance?cursor=x', 'request.cursor_invalid'],
    [`/v1/trial-balance?cursor=${Buffer.from('["a\\u0000b","KES"]').toString('base64url')}`, 'request.cursor_invalid'],
    [`/v1/periods/2026-08?cursor=${Buffer.from('[1,2]').toString('base64url')}`, 'request.cursor_invalid'],
    [`/v1/periods?cursor=${Buffer.from('["2026-99"]').toString('base64url')}`, 'request.cursor_invalid'],
    ['/v1/periods?state=open', 'request.invalid'],
  ])('refuse %s', async (path, code) => {
    expect(codeOf(await billing.get(path))).toEqual({ status: 400, code });
  });
});

describe('the trial balance', () => {
  it('has customers as one account, shows them by themselves when asked, and comes in pages', async () => {
    const as = { utility: 'customers' };
    for (const accountNumber of ['C-1', 'C-2', 'C-3']) {
      await billing.post('/v1/accounts', { accountNumber, name: 'Ann' }, as);
      await billing.post(`/v1/accounts/${accountNumber}/debts`, { code: 'loan', outstanding: '10', recovery: { amount: '5' } }, as);
    }
    await billing.publishAll(VendCompleted, [vendOf({ tenderMinor: moneyMinor(10_000n) })], as);
    await eventually(async () => expect((await billing.get('/v1/trial-balance', as)).body['entries']).toBe(4));

    const pages: unknown[] = [];
    for (let cursor = ''; pages.length < 9;) {
      const { body } = await billing.get(`/v1/trial-balance?limit=2${cursor && `&cursor=${cursor}`}`, as);
      expect(body).toMatchObject({ balanced: true, entries: 4 });
      pages.push((body['accounts'] as readonly { account: string }[]).map(({ account }) => account));
      if (body['nextCursor'] === undefined) break;
      cursor = String(body['nextCursor']);
    }
    expect(pages).toEqual([['cash-desk:cash', 'customer:*'], ['debts-taken-over:loan', 'sales:electricity'], ['tax:VAT']]);
    expect((await billing.get('/v1/trial-balance?subLedger=customer&limit=2', as)).body).toMatchObject({
      accounts: [
        { account: 'customer:C-1', currency: 'KES', debit: '10.00', credit: '0.00' },
        { account: 'customer:C-2', currency: 'KES', debit: '10.00', credit: '0.00' },
      ],
      nextCursor: expect.any(String),
    });
  });
});

describe('balances that differ from the lines', () => {
  it('are shown to those who keep or watch the books', async () => {
    for (const [roles, status] of [
      [['clerk'], 200],
      [['operator'], 200],
      [['auditor'], 200],
      [['vendor'], 403],
      [['custodian'], 403],
    ] as const) {
      expect((await billing.get('/v1/balance-differences?state=open', { roles })).status).toBe(status);
    }
    expect((await billing.get('/v1/balance-differences')).body).toEqual({ items: [] });
    expect(codeOf(await billing.get('/v1/balance-differences?state=closed'))).toEqual({ status: 400, code: 'request.invalid' });
    expect(codeOf(await billing.get('/v1/balance-differences?cursor=x'))).toEqual({ status: 400, code: 'request.cursor_invalid' });
  });
});

describe('the debts of an account', () => {
  it('come in pages in the order of recovery, the open ones by themselves when asked', async () => {
    const as = { utility: 'debtors' };
    const path = '/v1/accounts/D-1/debts';
    await billing.post('/v1/accounts', { accountNumber: 'D-1', name: 'Ann' }, as);
    for (const code of ['first', 'second', 'third']) await billing.post(path, { code, outstanding: '10', recovery: { amount: '5' } }, as);
    const paid = { amount: '10', currency: 'KES', reference: 'pays the first' };
    await billing.call('POST', '/v1/accounts/D-1/payments', { body: paid, headers: { 'idempotency-key': 'pays-the-first' }, as });
    const codes = async (query: string) => {
      const { body } = await billing.get(`${path}?${query}`, as);
      return { codes: (body['items'] as readonly { code: string }[]).map(({ code }) => code), next: body['nextCursor'] };
    };

    const page = await codes('limit=2');
    expect(page.codes).toEqual(['first', 'second']);
    expect(await codes(`limit=2&cursor=${String(page.next)}`)).toEqual({ codes: ['third'], next: undefined });
    expect((await codes('state=open')).codes).toEqual(['second', 'third']);
    expect((await codes('state=settled')).codes).toEqual(['first']);
    for (const [query, code] of [
      ['cursor=x', 'request.cursor_invalid'],
      [`cursor=${Buffer.from('[1e300]').toString('base64url')}`, 'request.cursor_invalid'],
      ['state=paid', 'request.invalid'],
    ] as const) {
      expect(codeOf(await billing.get(`${path}?${query}`, as))).toEqual({ status: 400, code });
    }
  });
});
