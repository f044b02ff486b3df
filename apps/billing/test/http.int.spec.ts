import { VendCompleted } from '@openprepay/contracts/vending';
import { moneyMinor } from '@openprepay/quantities';
import { eventually } from '@openprepay/testing/eventually';
import type { TestPrincipal } from '@openprepay/testing/identity';
import { domesticTariff } from '@openprepay/testing/tariff';
import type { Answer } from '@openprepay/testing/start-service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendOf } from './fixture.js';
import { type BillingService, startBillingService } from './running-service.js';

let billing: BillingService;
beforeAll(async () => {
  billing = await startBillingService();
  await billing.post('/v1/tariffs', domesticTariff());
  await billing.post('/v1/accounts', { accountNumber: 'H-1', name: 'Ann', tariffCode: 'DOM' });
});
afterAll(() => billing.stop());

const debt = (changes: Record<string, unknown> = {}) => ({ code: 'loan', outstanding: '9000.00', recovery: { share: '20' }, ...changes });
const later = (changes: Record<string, unknown>) => domesticTariff({ tariffCode: 'HOSTILE', ...changes });
const codeOf = ({ status, body, headers }: Answer) => ({
  status,
  code: body.code,
  problem: headers.get('content-type')?.startsWith('application/problem+json'),
});
const problem = (status: number, code: string) => ({ status, code, problem: true });

describe('the fixed calls', () => {
  it('answer a published tariff as its document with its version', async () => {
    const document = domesticTariff({ tariffCode: 'ECHO' });

    expect(await billing.post('/v1/tariffs', document)).toMatchObject({ status: 201, body: { ...document, version: 1 } });
    expect((await billing.get('/v1/tariffs/ECHO')).body).toEqual({ items: [{ ...document, version: 1 }] });
  });

  it('take a correction whose credits are below zero, and have a second person book it', async () => {
    const lines = [
      { account: 'bank', amount: '12.50' },
      { account: 'suspense:till-7', amount: '-12.50' },
    ];
    const ask = (key: string, changed: readonly object[] = lines) =>
      billing.call('POST', '/v1/journal-entries', {
        headers: { 'idempotency-key': key },
        body: { lines: changed, reason: 'found in the till' },
      });

    const asked = await ask('correction-1');
    expect(asked).toMatchObject({ status: 202, body: { state: 'awaiting-approval', lines } });
    const path = `/v1/corrections/${String(asked.body['correctionId'])}/approve`;
    expect(codeOf(await billing.post(path, undefined))).toEqual(problem(403, 'billing.second_person_required'));
    expect(await billing.post(path, undefined, { username: 'bob', subject: 'bob' })).toMatchObject({
      status: 200,
      body: { state: 'booked' },
    });
    for (const amount of ['--12.50', '-', '+12.50', '-1e3']) {
      expect(codeOf(await ask('correction-2', [lines[0]!, { ...lines[1]!, amount }])), amount).toEqual(problem(400, 'request.invalid'));
    }
  });

  it('answer an account, its debts and its ledger', async () => {
    expect(await billing.post('/v1/accounts', { accountNumber: 'F-1', name: ' Ann ' })).toMatchObject({
      status: 201,
      body: { accountNumber: 'F-1', name: 'Ann', currency: 'KES' },
    });
    expect(await billing.post('/v1/accounts/F-1/debts', debt())).toMatchObject({
      status: 201,
      body: { code: 'loan', charged: '9000.00', outstanding: '9000.00', recovery: { share: '20' } },
    });
    const { body } = await billing.post('/v1/accounts/F-1/debts', debt({ code: 'wiring', outstanding: '10', recovery: { amount: '5' } }));
    expect(body).toMatchObject({ outstanding: '10.00', recovery: { amount: '5.00' } });
    expect(codeOf(await billing.post('/v1/accounts/F-1/debts', debt()))).toEqual(problem(409, 'billing.debt_exists'));
    expect((await billing.get('/v1/accounts/F-1/ledger')).body).toMatchObject({
      currency: 'KES',
      balance: '9010.00',
      items: [
        {
          lines: [
            { account: 'customer:F-1', amount: '9000.00' },
            { account: 'debts-taken-over:loan', amount: '-9000.00' },
          ],
        },
        { reference: `debt:${String(body['debtId'])}` },
      ],
    });
  });

  it('page a ledger oldest first without gaps or doubles', async () => {
    await billing.post('/v1/accounts', { accountNumber: 'P-1', name: 'Ann' });
    const vends = Array.from({ length: 7 }, () => vendOf({ accountNumber: 'P-1' }));
    await billing.publishAll(VendCompleted, vends);
    await eventually(async () => expect((await billing.get('/v1/accounts/P-1/ledger')).body['items']).toHaveLength(7));

    const references: unknown[] = [];
    const sizes: number[] = [];
    for (let cursor = ''; sizes.length < 10;) {
      const { body } = await billing.get(`/v1/accounts/P-1/ledger?limit=3${cursor && `&cursor=${cursor}`}`);
      const items = body['items'] as readonly Record<string, unknown>[];
      sizes.push(items.length);
      references.push(...items.map(({ reference }) => reference));
      expect(body['balance']).toBe('0.00');
      if (body['nextCursor'] === undefined) break;
      cursor = String(body['nextCursor']);
    }

    expect(sizes).toEqual([3, 3, 1]);
    expect([...references].sort()).toEqual(vends.map(({ vendId }) => `vend:${vendId}`).sort());
  });

  it('add up a trial balance in each currency by itself', async () => {
    const as = { utility: 'two-currencies' };
    const vends = [vendOf({ paymentMethod: 'cash' }), vendOf({ currency: 'JPY', tenderMinor: moneyMinor(10_000n) })];
    await billing.publishAll(VendCompleted, vends, as);

    await eventually(async () => expect((await billing.get('/v1/trial-balance', as)).body['entries']).toBe(2));

    expect((await billing.get('/v1/trial-balance', as)).body).toEqual({
      balanced: true,
      entries: 2,
      accounts: [
        { account: 'cash-desk:cash', currency: 'JPY', debit: '10000', credit: '0' },
        { account: 'cash-desk:cash', currency: 'KES', debit: '100.00', credit: '0.00' },
        { account: 'sales:electricity', currency: 'JPY', debit: '0', credit: '8620' },
        { account: 'sales:electricity', currency: 'KES', debit: '0.00', credit: '86.20' },
        { account: 'tax:VAT', currency: 'JPY', debit: '0', credit: '1380' },
        { account: 'tax:VAT', currency: 'KES', debit: '0.00', credit: '13.80' },
      ],
    });
  });
});

describe('a tariff that cannot be is refused, and the field named', () => {
  it.each([
    ['no energy', { energy: undefined }, 'energy'],
    ['no block', { energy: { blocks: [] } }, 'energy.blocks'],
    ['a number for a rate', { energy: { blocks: [{ rate: 12 }] } }, 'energy.blocks[0].rate'],
    ['a rate below zero', { energy: { blocks: [{ rate: '-1' }] } }, 'energy.blocks[0].rate'],
    ['NaN', { energy: { blocks: [{ rate: 'NaN' }] } }, 'energy.blocks[0].rate'],
    ['a rate of 40 digits', { energy: { blocks: [{ rate: '9'.repeat(40) }] } }, 'energy.blocks[0].rate'],
    [
      'falling blocks',
      { energy: { blocks: [{ upTo: '5', rate: '1' }, { upTo: '4', rate: '1' }, { rate: '1' }] } },
      'energy.blocks[1].upTo',
    ],
    ['a code twice', { levies: [{ code: 'standing', percent: '1' }] }, 'fixedCharges[0].code'],
    ['an unknown field', { discount: '5' }, 'discount'],
    ['an own __proto__', { energy: { blocks: [{ rate: '1', constructor: {} }] } }, 'energy.blocks[0].constructor'],
    ['an unknown time zone', { timeZone: 'Africa/Atlantis' }, 'timeZone'],
    ['a time that is none', { validFrom: '2026-02-30T00:00:00Z' }, 'validFrom'],
    ['a currency that is none', { currency: 'XXZ' }, 'currency'],
    ['more decimals than the currency has', { minimumTender: '1.005' }, 'minimumTender'],
  ])('%s', async (_what, changes, path) => {
    const answer = await billing.post('/v1/tariffs', later(changes));

    expect(codeOf(answer)).toEqual(problem(400, 'billing.tariff_invalid'));
    expect(answer.body['errors']).toMatchObject([{ path }]);
  });

  it.each([
    ['nothing', 'null'],
    ['a list', '[]'],
    ['a number', '7'],
    ['a string', '"tariff"'],
    ['an empty object', '{}'],
    ['a NUL in its name', JSON.stringify(later({ name: 'a\u0000b' }))],
    ['half a surrogate pair in its name', JSON.stringify(later({ name: '\ud800' }))],
    ['arrays without end', `{"energy":${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
    ['no JSON', '{"tariffCode":'],
  ])('%s', async (_what, body) => {
    const answer = await billing.post('/v1/tariffs', body);

    expect(answer.status).toBe(400);
    expect(String(answer.body['code'])).toMatch(/^(request\.invalid|billing\.tariff_invalid)$/);
  });
});

describe('a request that cannot be is refused with a code', () => {
  it.each([
    ['an account number that is none', '/v1/accounts', { accountNumber: '../x y', name: 'Ann' }, 400, 'request.invalid'],
    ['an account without a name', '/v1/accounts', { accountNumber: 'X', name: '  ' }, 400, 'request.invalid'],
    [
      'an account on a tariff that is not there',
      '/v1/accounts',
      { accountNumber: 'X', name: 'A', tariffCode: 'NONE' },
      404,
      'billing.tariff_unknown',
    ],
    ['an account twice', '/v1/accounts', { accountNumber: 'H-1', name: 'Ann' }, 409, 'billing.account_exists'],
    ['an unknown field', '/v1/accounts', { accountNumber: 'X', name: 'Ann', utility: 'other' }, 400, 'request.invalid'],
    ['a debt of an unknown account', '/v1/accounts/NONE/debts', debt(), 404, 'billing.account_unknown'],
    ['a debt below zero', '/v1/accounts/H-1/debts', debt({ outstanding: '-5' }), 400, 'request.invalid'],
    ['a debt of nothing', '/v1/accounts/H-1/debts', debt({ outstanding: '0' }), 400, 'billing.amount_invalid'],
    ['a debt of 30 digits', '/v1/accounts/H-1/debts', debt({ outstanding: '9'.repeat(30) }), 400, 'billing.amount_invalid'],
    ['a debt of 40 digits', '/v1/accounts/H-1/debts', debt({ outstanding: '9'.repeat(40) }), 400, 'request.invalid'],
    ['a debt of NaN', '/v1/accounts/H-1/debts', debt({ outstanding: 'NaN' }), 400, 'request.invalid'],
    ['a debt as a number', '/v1/accounts/H-1/debts', debt({ outstanding: 9000 }), 400, 'request.invalid'],
    ['tenths of a cent', '/v1/accounts/H-1/debts', debt({ outstanding: '1.005' }), 400, 'billing.amount_invalid'],
    ['a share above the whole', '/v1/accounts/H-1/debts', debt({ recovery: { share: '100.0001' } }), 400, 'billing.share_invalid'],
    ['a share and an amount', '/v1/accounts/H-1/debts', debt({ recovery: { share: '1', amount: '1' } }), 400, 'request.invalid'],
    ['no recovery', '/v1/accounts/H-1/debts', debt({ recovery: {} }), 400, 'request.invalid'],
  ])('%s', async (_what, path, body, status, code) => {
    expect(codeOf(await billing.post(path, body))).toEqual(problem(status, code));
  });

  it.each([
    ['/v1/accounts/NONE/ledger', 404, 'billing.account_unknown'],
    ['/v1/accounts/%20/ledger', 400, 'request.invalid'],
    ['/v1/accounts/H-1/ledger?cursor=nonsense', 400, 'request.cursor_invalid'],
    [`/v1/accounts/H-1/ledger?cursor=${Buffer.from('["not-an-id"]').toString('base64url')}`, 400, 'request.cursor_invalid'],
    ['/v1/accounts/H-1/ledger?limit=0', 400, 'request.invalid'],
    ['/v1/accounts/H-1/ledger?limit=501', 400, 'request.invalid'],
    ['/v1/accounts/H-1/ledger?limit=1&limit=2', 400, 'request.invalid'],
    ['/v1/accounts/H-1/ledger?order=asc', 400, 'request.invalid'],
    ['/v1/journal-entries?reference=%00', 400, 'request.invalid'],
    [`/v1/tariffs?cursor=${Buffer.from('["DOM",1e99]').toString('base64url')}`, 400, 'request.cursor_invalid'],
    [`/v1/tariffs?cursor=${Buffer.from('["DOM",9007199254740991]').toString('base64url')}`, 400, 'request.cursor_invalid'],
    ['/v1/tariffs/NONE', 404, 'billing.tariff_unknown'],
  ])('GET %s', async (path, status, code) => {
    expect(codeOf(await billing.get(path))).toEqual(problem(status, code));
  });

  it('the default tariff of something else, or one that is not there', async () => {
    const put = (commodity: string, tariffCode: unknown) =>
      billing.call('PUT', `/v1/default-tariffs/${commodity}`, { body: { tariffCode } });

    expect((await put('electricity', 'DOM')).status).toBe(200);
    expect(codeOf(await put('water', 'DOM'))).toEqual(problem(422, 'billing.tariff_kind_changed'));
    expect(codeOf(await put('steam', 'DOM'))).toEqual(problem(400, 'request.invalid'));
    expect(codeOf(await put('electricity', 'NONE'))).toEqual(problem(404, 'billing.tariff_unknown'));
    expect(codeOf(await put('electricity', 7))).toEqual(problem(400, 'request.invalid'));
  });
});

describe('a payment', () => {
  const pay = (key: string | undefined, changes: Record<string, unknown> = {}, as: Partial<TestPrincipal> = {}) =>
    billing.call('POST', '/v1/accounts/PAY-1/payments', {
      headers: key === undefined ? {} : { 'idempotency-key': key },
      body: { amount: '150.00', currency: 'KES', reference: 'counter-1', ...changes },
      as,
    });
  beforeAll(async () => {
    await billing.post('/v1/accounts', { accountNumber: 'PAY-1', name: 'Ann', tariffCode: 'DOM' });
    await billing.post('/v1/accounts/PAY-1/debts', debt({ outstanding: '100.00' }));
  });

  it('is answered with what it paid, and again with the same under the same key', async () => {
    const first = await pay('counter-key-1');
    const again = await pay('counter-key-1', { amount: '150' });

    expect(first).toMatchObject({
      status: 201,
      body: {
        accountNumber: 'PAY-1',
        amount: '150.00',
        currency: 'KES',
        reference: 'counter-1',
        applied: [{ code: 'loan', amount: '100.00' }],
        credited: '50.00',
        balance: '-50.00',
        takenBy: 'clerk',
      },
    });
    expect([again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([201, first.body, 'true']);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect((await billing.get('/v1/accounts/PAY-1/payments', { roles: ['operator'] })).body).toEqual({ items: [first.body] });
    expect((await billing.get('/v1/accounts/PAY-1/debts')).body).toMatchObject({ items: [{ charged: '100.00', outstanding: '0.00' }] });
    expect((await billing.get('/v1/accounts/PAY-1/ledger')).body).toMatchObject({ balance: '-50.00' });
  });

  it.each<[string, string | undefined, Record<string, unknown>, number, string]>([
    ['without a key', undefined, {}, 400, 'billing.idempotency_key_required'],
    ['under a short key', '17', {}, 400, 'billing.idempotency_key_invalid'],
    ['under a key that paid something else', 'counter-key-1', { amount: '1' }, 422, 'billing.idempotency_key_reused'],
    ['whose reference has paid', 'counter-key-2', {}, 409, 'billing.payment_reference_reused'],
    ['in another currency', 'counter-key-3', { currency: 'USD', reference: 'x' }, 422, 'billing.currency_mismatch'],
    ['of a number', 'counter-key-4', { amount: 150 }, 400, 'request.invalid'],
    ['below zero', 'counter-key-5', { amount: '-5' }, 400, 'request.invalid'],
    ['without a reference', 'counter-key-6', { reference: '  ' }, 400, 'request.invalid'],
    ['paid in no way that there is', 'counter-key-7', { paymentMethod: 'barter' }, 400, 'request.invalid'],
  ])('%s is refused', async (_what, key, changes, status, code) => {
    expect(codeOf(await pay(key, changes))).toEqual(problem(status, code));
  });

  it('is taken by clerks alone, and on an account of their own utility', async () => {
    for (const roles of [['operator'], ['vendor'], ['auditor'], ['custodian']] as const) {
      expect((await pay('counter-key-8', { reference: 'y' }, { roles })).status).toBe(403);
    }
    expect(codeOf(await pay('counter-key-8', { reference: 'y' }, { utility: 'elsewhere' }))).toEqual(
      problem(404, 'billing.account_unknown'),
    );
    expect(codeOf(await billing.get('/v1/accounts/PAY-1/payments', { utility: 'elsewhere' }))).toEqual(
      problem(404, 'billing.account_unknown'),
    );
    expect(codeOf(await billing.get('/v1/accounts/PAY-1/payments?cursor=x'))).toEqual(problem(400, 'request.cursor_invalid'));
  });
});

describe('the reconciliation', () => {
  it('tells which receipts are booked, and which floats differ, to those who keep or watch the books', async () => {
    const as = { utility: 'reconciled' };
    await billing.publishAll(VendCompleted, [vendOf({ receiptNumber: '0000000002' })], as);
    await eventually(async () => expect((await billing.get('/v1/trial-balance', as)).body['entries']).toBe(1));

    for (const roles of [['clerk'], ['operator'], ['auditor']] as const) {
      expect(await billing.get('/v1/receipts', { ...as, roles })).toMatchObject({
        status: 200,
        body: { bookedThrough: 0, knownThrough: 2, missing: [{ first: 1, last: 1 }] },
      });
      expect(await billing.get('/v1/float-differences?state=open', { ...as, roles })).toMatchObject({ status: 200, body: { items: [] } });
    }
    expect((await billing.get('/v1/receipts', { roles: ['vendor'] })).status).toBe(403);
    expect(codeOf(await billing.get('/v1/float-differences?state=closed'))).toEqual(problem(400, 'request.invalid'));
    expect(codeOf(await billing.get('/v1/float-differences?cursor=x'))).toEqual(problem(400, 'request.cursor_invalid'));
  });
});

describe('who may do what', () => {
  it.each<[TestPrincipal['roles'], number, number, number]>([
    [['clerk'], 201, 200, 200],
    [['admin'], 201, 200, 200],
    [['auditor'], 403, 200, 200],
    [['operator'], 403, 200, 403],
    [['vendor'], 403, 403, 403],
    [['custodian'], 403, 403, 403],
  ])('%s: tariff %i, accounts %i, trial balance %i', async (roles, tariff, accounts, trialBalance) => {
    const as = { roles };
    const published = await billing.post('/v1/tariffs', domesticTariff({ tariffCode: `ROLE-${roles.join()}` }), as);

    expect(published.status).toBe(tariff);
    expect((await billing.get('/v1/accounts', as)).status).toBe(accounts);
    expect((await billing.get('/v1/trial-balance', as)).status).toBe(trialBalance);
  });

  it('shows nothing of one utility to another’s admin', async () => {
    const as = { roles: ['admin'] as const, utility: 'elsewhere' };

    expect(codeOf(await billing.get('/v1/accounts/H-1', as))).toEqual(problem(404, 'billing.account_unknown'));
    expect(codeOf(await billing.get('/v1/accounts/H-1/ledger', as))).toEqual(problem(404, 'billing.account_unknown'));
    expect(codeOf(await billing.post('/v1/accounts/H-1/debts', debt(), as))).toEqual(problem(404, 'billing.account_unknown'));
    expect(codeOf(await billing.get('/v1/tariffs/DOM', as))).toEqual(problem(404, 'billing.tariff_unknown'));
    for (const path of ['/v1/accounts', '/v1/tariffs', '/v1/journal-entries', '/v1/parked-messages']) {
      expect([path, (await billing.get(path, as)).body]).toEqual([path, { items: [] }]);
    }
    expect((await billing.get('/v1/trial-balance', as)).body).toEqual({ balanced: true, entries: 0, accounts: [] });
  });
});
