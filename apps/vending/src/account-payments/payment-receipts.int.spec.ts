import { randomUUID } from 'node:crypto';
import { AccountPricingChanged } from '@openprepay/contracts/billing';
import { moneyMinor } from '@openprepay/quantities';
import type { TestPrincipal } from '@openprepay/testing/identity';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startVendingService, type VendingService } from '../../test/service.js';

const OPERATOR: TestPrincipal = { roles: ['operator'], username: 'olga' };
const ACCOUNT = 'PRINTED-1';

let service: VendingService;
let vendor: TestPrincipal;
let payment: { readonly paymentId: string; readonly receiptNumber: string; readonly paidAt: string };
beforeAll(async () => {
  service = await startVendingService();
  const owed = (code: string, minor: bigint) => ({
    debtId: randomUUID(),
    code,
    chargedMinor: moneyMinor(minor),
    settledElsewhereMinor: moneyMinor(0n),
    recovery: { share: '10' },
  });
  const debts = [owed('loan', 5_000n), owed('fine', 3_000n)];
  await service.publish(AccountPricingChanged, { accountNumber: ACCOUNT, revision: 1, currency: 'KES', debts, changedAt: new Date() });
  const post = async (path: string, body: unknown, as = OPERATOR) => (await service.call('POST', path, { as, body })).body;
  const { vendorId } = await post('/v1/vendors', { name: 'Shop' });
  await post(`/v1/vendors/${vendorId}/deposits`, { amount: '100.00', currency: 'KES', reference: 'first' });
  await service.call('PUT', `/v1/vendors/${vendorId}/tax-number`, { as: OPERATOR, body: { taxNumber: 'P051234567X' } });
  vendor = { roles: ['vendor'], vendorId, username: 'vera' };
  const wanted = { accountNumber: ACCOUNT, amount: '60.00', currency: 'KES', paymentMethod: 'cash' };
  // as soon as the debts are known
  payment = await vi.waitFor(
    async () => {
      const headers = { 'idempotency-key': 'printed-payment-1' };
      const paid = await service.call('POST', '/v1/account-payments', { as: vendor, headers, body: wanted });
      if (paid.status !== 201) throw new Error(paid.text);
      return paid.body;
    },
    { timeout: 30_000, interval: 100 },
  );
});
afterAll(() => service.stop());

const receipt = (accept: string, as = vendor, query = '') =>
  service.call('GET', `/v1/account-payments/${payment.paymentId}/receipt${query}`, { as, headers: { accept } });

describe('the receipt of a payment of debts', () => {
  it('says in 42 columns what was paid of which debt, what is still owed of it, and whose it is', async () => {
    const { headers, text } = await receipt('text/plain');

    expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(text.split('\n').every((line) => line.length <= 42)).toBe(true);
    expect(text).toBe(`Vendor’s tax number            P051234567X
RECEIPT ${payment.receiptNumber}
${payment.paidAt}
------------------------------------------
Account                          PRINTED-1
Paid                        60.00 KES cash
------------------------------------------
loan                                 50.00
  still owed                          0.00
fine                                 10.00
  still owed                         20.00
Total                            60.00 KES
------------------------------------------
Payment ${payment.paymentId.slice(0, 34)}
${payment.paymentId.slice(34)}
`);
  });

  it('is the same for programs and on paper, in the sizes that vends have', async () => {
    const json = await receipt('application/json');
    expect(json.body).toEqual({ ...payment, vendorTaxNumber: 'P051234567X' });

    const slip = await receipt('application/pdf');
    const sheet = await receipt('application/pdf', vendor, '?paper=A4');
    expect(slip.headers.get('content-type')).toBe('application/pdf');
    expect([slip.text.slice(0, 5), sheet.text.slice(0, 5)]).toEqual(['%PDF-', '%PDF-']);
    expect(slip.text).not.toBe(sheet.text);
  });

  it('is handed out again as a copy, counted, also by several at once; nothing is paid by it', async () => {
    const before = await service.call('GET', `/v1/vendors/${vendor.vendorId}`, { as: OPERATOR });

    const copies = await Promise.all(
      Array.from({ length: 4 }, () => service.call('POST', `/v1/account-payments/${payment.paymentId}/reprint`, { as: vendor })),
    );

    expect(copies.map(({ body }) => body.copy).sort()).toEqual([1, 2, 3, 4]);
    expect((await receipt('text/plain')).text).toContain('COPY 4: it was paid once');
    expect((await service.call('GET', `/v1/vendors/${vendor.vendorId}`, { as: OPERATOR })).body).toEqual(before.body);
    const listed = await service.call('GET', `/v1/account-payments?accountNumber=${ACCOUNT}`, { as: OPERATOR });
    expect(listed.body.items).toHaveLength(1);
  });

  it('says so once the payment was taken back, which an operator asks for and another approves', async () => {
    const boss: TestPrincipal = { roles: ['operator'], username: 'boss', subject: 'boss' };
    // a copy was handed out by now
    const policy = { mode: 'within-minutes', minutes: 60, approval: true };
    expect((await service.call('PUT', '/v1/policies/reversals', { as: boss, body: policy })).status).toBe(200);
    const path = `/v1/account-payments/${payment.paymentId}/reversal`;
    const ask = () => service.call('POST', path, { as: OPERATOR, body: { reason: 'wrong account' } });
    const { status, body } = await ask();
    expect([status, body]).toMatchObject([
      202,
      { paymentId: payment.paymentId, state: 'awaiting-approval', requestedBy: { username: 'olga' } },
    ]);
    expect(await ask()).toMatchObject({ status: 202, body: { reversalId: body.reversalId } });
    expect((await receipt('text/plain')).text).not.toContain('TAKEN BACK');

    const approved = await service.call('POST', `/v1/account-payment-reversals/${body.reversalId}/approve`, { as: boss });

    expect(approved).toMatchObject({ status: 200, body: { state: 'reversed', decidedBy: { username: 'boss' } } });
    const repeated = await ask();
    expect([repeated.status, repeated.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
    const { receiptNumber } = approved.body;
    expect((await receipt('text/plain')).text).toContain(`TAKEN BACK by receipt ${receiptNumber}`);
    expect((await receipt('application/json')).body).toMatchObject({ reversal: { reversalId: body.reversalId, receiptNumber } });
    const listed = await service.call('GET', `/v1/account-payment-reversals?paymentId=${payment.paymentId}&state=reversed`, {
      as: OPERATOR,
    });
    expect(listed.body.items).toEqual([approved.body]);
    const vendors = await service.call('GET', `/v1/vendors/${vendor.vendorId}/movements?limit=1`, { as: OPERATOR });
    expect(vendors.body.items).toMatchObject([{ kind: 'reversed-payment', paymentId: payment.paymentId, amount: '60.00' }]);
  });

  it('is no other vendor’s and no other utility’s', async () => {
    const stranger: TestPrincipal = { roles: ['vendor'], vendorId: randomUUID() };
    for (const as of [stranger, { ...OPERATOR, utility: 'elsewhere' }]) {
      expect(await receipt('text/plain', as)).toMatchObject({ status: 404, body: { code: 'vending.account_payment_unknown' } });
      const path = `/v1/account-payments/${payment.paymentId}/reprint`;
      expect(await service.call('POST', path, { as })).toMatchObject({ status: 404, body: { code: 'vending.account_payment_unknown' } });
    }
  });
});
