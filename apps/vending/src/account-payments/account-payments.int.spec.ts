import { ReceiptsMissing } from '@openprepay/contracts/billing';
import type { Principal } from '@openprepay/contracts/identity';
import { AccountPaid } from '@openprepay/contracts/vendor-money';
import { newMeter } from '@openprepay/testing/meter';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { issuedFor, publishDefault, staff, startVending, type Vending } from '../../test/fixture.js';
import { hold } from '../../test/held.js';
import { newPayer, type Payer } from '../../test/payer.js';
import { reportToApi } from '../batches/batch-api.js';
import { FindBatch } from '../batches/find-batch.js';
import { OpenBatch } from '../batches/open-batch.js';
import { SetCommission } from '../floats/set-commission.js';
import { SellVend } from '../selling/sell-vend.js';
import { FindMovements } from '../vendors/find-movements.js';
import { FindAccountPayments } from './find-account-payments.js';
import { PayAccount, type PayAccountCommand } from './pay-account.js';

let vending: Vending;
beforeAll(async () => {
  vending = await startVending();
  await publishDefault(vending);
});
afterAll(() => vending.stop());

let account: string;
let debts: Payer['debts'];
let till: Principal;
let float: Payer['float'];
let recovered: Payer['recovered'];
beforeEach(async () => {
  ({ account, debts, till, float, recovered } = await newPayer(vending));
});

const pay = (amount: string, idempotencyKey = `pay-key-${vending.clock.newId()}`, by = till, currency = 'KES') =>
  vending
    .get(PayAccount)
    .execute(by, { accountNumber: account, amount, currency, paymentMethod: 'cash', idempotencyKey })
    .then(({ payment }) => payment);
const told = async () =>
  (await vending.events(AccountPaid)).map(({ data }) => data).filter(({ accountNumber }) => accountNumber === account);
const listed = async () => (await vending.get(FindAccountPayments).execute(staff(), { accountNumber: account, limit: 50 })).items;

describe('a payment of debts at a vendor', () => {
  it('pays the first debt first and whole, out of the float, under a receipt of its own, and tells the books', async () => {
    const payment = await pay('60.00');

    expect(payment).toMatchObject({
      debts: [
        { debtId: debts[0], code: 'loan', amountMinor: 5_000n, leftMinor: 0n },
        { debtId: debts[1], code: 'fine', amountMinor: 1_000n, leftMinor: 2_000n },
      ],
    });
    expect(await float()).toBe('40.00');
    expect(await recovered()).toEqual([5_000, 1_000]);
    expect(await told()).toMatchObject([{ paymentId: payment.paymentId, receiptNumber: payment.receiptNumber, amountMinor: 6_000n }]);
    const { page } = await vending.get(FindMovements).execute(till, { vendorId: till.vendorId!, limit: 1 });
    expect(page.items).toMatchObject([{ kind: 'account-payment', causeId: payment.paymentId, amountMinor: -6_000n, balanceMinor: 4_000n }]);
    expect(await listed()).toEqual([payment]);
  });

  it('is one however often its key comes, also many times at once, and the key means nothing else', async () => {
    const key = `pay-key-${account}`;

    const payments = await Promise.all(Array.from({ length: 6 }, () => pay('10.00', key)));

    expect(new Set(payments.map(({ paymentId }) => paymentId)).size).toBe(1);
    expect(await float()).toBe('90.00');
    expect(await told()).toHaveLength(1);
    await expect(pay('11.00', key)).rejects.toMatchObject({ code: 'vending.idempotency_key_reused' });
    const { meterNumber } = await vending.createMeter.execute(staff(), newMeter());
    const sale = { meterNumber, tender: { amount: '20.00', currency: 'KES' }, paymentMethod: 'cash', idempotencyKey: key } as const;
    await expect(vending.get(SellVend).execute(till, sale)).rejects.toMatchObject({ code: 'vending.idempotency_key_closed' });
    await vending.get(SellVend).execute(till, { ...sale, idempotencyKey: `${key}-sale` });
    await expect(pay('10.00', `${key}-sale`)).rejects.toMatchObject({ code: 'vending.idempotency_key_reused' });
  });

  it('is answered as before for a day; a till that counts from one again, whose customer has paid once more, is refused', async () => {
    const [key, paid] = [`pay-key-${account}`, vending.clock.now()];
    const { paymentId } = await pay('10.00', key);

    vending.clock.advance(24 * 3_600_000);
    expect((await pay('10.00', key)).paymentId).toBe(paymentId);
    vending.clock.advance(1);
    const late = pay('10.00', key).finally(() => vending.clock.set(paid));

    await expect(late).rejects.toMatchObject({
      code: 'vending.idempotency_key_expired',
      message: expect.stringContaining(paymentId) as unknown,
    });
    expect([await float(), await recovered()]).toEqual(['90.00', [1_000, 0]]);
  });

  it('is not made once somebody was told that nothing was done under its key', async () => {
    const key = `pay-key-${account}`;
    await expect(vending.findVendByKey.execute(till, { idempotencyKey: key })).rejects.toMatchObject({ code: 'vending.vend_not_found' });

    await expect(pay('10.00', key)).rejects.toMatchObject({ code: 'vending.idempotency_key_closed' });
    expect([await float(), await recovered(), await told()]).toEqual(['100.00', [0, 0], []]);
  });

  it('takes no more than is owed, also of many at once, and leaves nothing where it is refused', async () => {
    const refused = { code: 'vending.payment_exceeds_debt', message: expect.stringContaining('80.00 KES') as unknown };
    await expect(pay('80.01')).rejects.toMatchObject(refused);
    await expect(pay('1.00', undefined, till, 'USD')).rejects.toMatchObject({ code: 'vending.currency_mismatch' });
    for (const amount of ['0', '-1.00', '1.001']) await expect(pay(amount)).rejects.toMatchObject({ code: 'vending.amount_invalid' });
    expect([await float(), await recovered(), await listed()]).toEqual(['100.00', [0, 0], []]);

    const paid = await Promise.allSettled(Array.from({ length: 5 }, () => pay('30.00')));

    expect(paid.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect([await float(), await recovered()]).toEqual(['40.00', [5_000, 1_000]]);
  });

  it('of one code pays debts of that code alone, and another code is another request', async () => {
    const key = `pay-key-${account}`;
    const wanted = { accountNumber: account, amount: '30.00', currency: 'KES', paymentMethod: 'cash', idempotencyKey: key } as const;
    const payCode = (changes: Partial<PayAccountCommand>) => vending.get(PayAccount).execute(till, { ...wanted, ...changes });

    await expect(payCode({ code: 'fine', amount: '30.01' })).rejects.toMatchObject({
      code: 'vending.payment_exceeds_debt',
      message: expect.stringContaining('30.00 KES of fine') as unknown,
    });
    await expect(payCode({ code: 'connection' })).rejects.toMatchObject({ code: 'vending.payment_exceeds_debt' });
    const { payment } = await payCode({ code: 'fine' });

    expect(await recovered()).toEqual([0, 3_000]);
    expect(await payCode({ code: 'fine' })).toEqual({ payment, replayed: true });
    for (const code of [undefined, 'loan'])
      await expect(payCode({ code })).rejects.toMatchObject({ code: 'vending.idempotency_key_reused' });
    expect(await told()).toMatchObject([{ code: 'fine', debts: [{ code: 'fine' }] }]);
    expect(await listed()).toEqual([payment]);
  });

  it('takes no more than the float has', async () => {
    await vending.get(SellVend).execute(till, {
      ...{ meterNumber: (await vending.createMeter.execute(staff(), newMeter())).meterNumber, paymentMethod: 'cash' },
      ...{ tender: { amount: '90.00', currency: 'KES' }, idempotencyKey: `drain-${account}` },
    });

    await expect(pay('10.01')).rejects.toMatchObject({ code: 'vending.vendor_float_insufficient' });
    expect([await float(), await recovered(), await told()]).toEqual(['10.00', [0, 0], []]);
  });

  it('is no affair of the utility’s own people, nor of an account that owes nothing', async () => {
    await expect(pay('10.00', undefined, staff())).rejects.toMatchObject({ code: 'vending.vendor_required' });
    account = 'NOBODY';
    await expect(pay('10.00')).rejects.toMatchObject({ code: 'vending.payment_exceeds_debt' });
  });

  it('earns its vendor what debts earn', async () => {
    await vending.get(SetCommission).execute(staff(), { vendorId: till.vendorId!, commission: [{ kind: 'debt', percent: '5' }] });

    const payment = await pay('40.00');

    expect(payment.commission).toMatchObject({ parts: [{ kind: 'debt', amountMinor: 200n }] });
    expect(await float()).toBe('62.00');
    const { page } = await vending.get(FindMovements).execute(till, { vendorId: till.vendorId!, limit: 2 });
    expect(page.items).toMatchObject([
      { kind: 'payment-commission', causeId: payment.paymentId, amountMinor: 200n },
      { kind: 'account-payment' },
    ]);
  });

  it('earns a fee only where it clears a debt, so that nobody has a debt paid by its fees', async () => {
    await vending.get(SetCommission).execute(staff(), { vendorId: till.vendorId!, commission: [{ kind: 'debt', perVend: '10.00' }] });

    for (let part = 0; part < 4; part++) await pay('10.00');
    expect([await float(), await recovered()]).toEqual(['60.00', [4_000, 0]]);

    expect(await pay('20.00')).toMatchObject({ commission: { parts: [{ kind: 'debt', amountMinor: 1_000n }] } });
    expect([await float(), await recovered()]).toEqual(['50.00', [5_000, 1_000]]);
  });

  it('counts in the open batches of its till', async () => {
    const { batchId } = await vending.get(OpenBatch).execute(till, { kind: 'shift', terminalId: undefined });
    await pay('10.00');
    await pay('60.00');

    const { totals } = reportToApi(await vending.get(FindBatch).execute(till, { batchId }));

    expect(totals).toMatchObject([
      {
        currency: 'KES',
        vends: 2,
        amount: '70.00',
        paymentMethods: [{ paymentMethod: 'cash', amount: '70.00' }],
        lines: [{ kind: 'debt', amount: '70.00' }],
      },
    ]);
  });

  it('waits for a batch that is being closed before it holds anything that others need', async () => {
    const { meterNumber } = await vending.createMeter.execute(staff(), newMeter());
    const { batchId } = await vending.get(OpenBatch).execute(till, { kind: 'shift', terminalId: undefined });
    const batch = await hold(vending, 'select 1 from batch where batch_id = $1 for update', [batchId]);
    const paying = pay('10.00');
    await batch.waiting();

    const { vend } = await vending.sell(meterNumber, `beside-${account}`, { amount: '20.00', vendorId: till.vendorId! });
    await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(vend)]));
    expect((await vending.findVend.execute(staff(), { vendId: vend.vendId })).outcome.state).toBe('completed');

    await batch.release();
    await paying;
    expect(await float()).toBe('70.00');
  });

  it('is told again to books that miss its receipt', async () => {
    const payment = await pay('10.00');
    const number = Number(payment.receiptNumber);

    await vending.deliver(ReceiptsMissing, [{ receipts: [{ first: number, last: number }], askedAt: vending.clock.now() }]);

    const [first, again, ...others] = await told();
    expect(others).toEqual([]);
    expect(again).toEqual(first);
  });
});
