import { AccountPricingChanged } from '@openprepay/contracts/billing';
import { systemClock } from '@openprepay/persistence/clock';
import { moneyMinor } from '@openprepay/quantities';
import { eventually } from '@openprepay/testing/eventually';
import { faultsOf, type Message, profiles, type Value } from '@openprepay/xmlvend';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hold } from '../../test/held.js';
import { startVendingService, type VendingService } from '../../test/service.js';
import { newMessageId, startTill, type Till } from '../../test/xmlvend-till.js';

let service: VendingService;
let till: Till;
beforeAll(async () => {
  service = await startVendingService();
  await service.publishDefaultTariff();
  till = await startTill(service, '1000.00');
});
afterAll(() => service.stop());

let accounts = 0;
/** An account that owes 50.00 of a loan, and of each of these codes, and a meter on it. */
async function owing(...codes: readonly string[]): Promise<readonly [accountNumber: string, meterNumber: string]> {
  const accountNumber = `OWES-${++accounts}`;
  const [charged, settled] = [moneyMinor(5_000n), moneyMinor(0n)];
  const debts = ['loan', ...codes].map((code) => ({
    debtId: systemClock.newId(),
    code,
    chargedMinor: charged,
    settledElsewhereMinor: settled,
    recovery: { share: '10' },
  }));
  await service.publish(AccountPricingChanged, { accountNumber, revision: 1, currency: 'KES', debts, changedAt: new Date() });
  const meterNumber = await service.meter({ accountNumber });
  const quote = { meterNumber, tender: { amount: '100.00', currency: 'KES' }, paymentMethod: 'cash' };
  await eventually(async () =>
    expect((await service.call('POST', '/v1/vends/quote', { as: { roles: ['clerk'] }, body: quote })).text).toContain('"debt"'),
  );
  return [accountNumber, meterNumber];
}

const byMeter = (msno: string): Value<'IDMethod'> => ({ type: 'VendIDMethod', meterIdentifier: { type: 'MeterNumber', msno } });
const byAccount = (accNo: string): Value<'IDMethod'> => ({ type: 'CustIDMethod', custIdentifier: { type: 'CustAccountNo', accNo } });
const payment = (
  idMethod: Value<'IDMethod'>,
  amount: string,
  { msgID = newMessageId(), type = 'DebtRecovery' }: { readonly msgID?: Value<'MsgID'>; readonly type?: Value<'PayAccount'>['type'] } = {},
): Message => ({
  element: 'payAccReq',
  body: {
    type: 'PayAccReq',
    ...till.asked(msgID),
    reqAmt: { value: amount, symbol: 'KES' },
    payType: { type: 'Cash', tenderAmt: { value: amount, symbol: 'KES' } },
    payAccount: { type, idMethod },
  },
});
const idOf = (body: Message['body']): Value<'MsgID'> => ('msgID' in body ? body.msgID : newMessageId());
type Cancelled = Extract<Message['body'], { readonly type: 'CancelPayAccountResp' }>;
const paymentsOf = async (accountNumber: string) =>
  (await service.call('GET', `/v1/account-payments?accountNumber=${accountNumber}`, { as: till.vendor })).body.items;
const fault = async (profile: (typeof profiles)[number], message: Message) => (await till.refused(profile, message)).fault?.fault;

describe.each(profiles)('by the profile %s', (profile) => {
  it('a debt is paid once by a message, and told as what it is, with what is left', async () => {
    const [accountNumber, meterNumber] = await owing();
    const msgID = newMessageId();

    const answers = [
      await till.ask(profile, payment(byMeter(meterNumber), '20.00', { msgID })),
      await till.ask(profile, payment(byMeter(meterNumber), '20.00', { msgID })),
    ];
    const advised = await till.ask(profile, till.advice('LastRespAdviceReq', msgID));
    const confirmed = await till.ask(profile, till.advice('ConfirmationAdviceReq', msgID));

    const [paid, ...others] = await paymentsOf(accountNumber);
    expect(others).toEqual([]);
    const money = (value: string) => ({ value, symbol: 'KES' });
    const tx = [{ type: 'DebtRecoveryTx', amt: money('20.00'), accDesc: 'loan', accNo: accountNumber, balance: money('30.00') }];
    const payAccReceipt = { receiptNo: paid.receiptNumber, transactions: { tx, tenderAmt: money('20.00') } };
    for (const answer of answers)
      expect(answer).toMatchObject({
        message: { element: 'payAccResp', body: { payAccReceipt: { ...payAccReceipt, meterDetail: { msno: meterNumber } } } },
      });
    expect(advised).toMatchObject({ message: { body: { lastResponse: { type: 'PayAccResp', reqMsgID: msgID, payAccReceipt } } } });
    expect(confirmed).toMatchObject({ message: { body: { type: 'ConfirmationAdviceResp', txConfirmed: true } } });
    const reused = (faultsOf(profile) as readonly string[]).includes('DuplicateMsgIDEx') ? 'DuplicateMsgIDEx' : 'SystemEx';
    expect((await fault(profile, payment(byMeter(meterNumber), '21.00', { msgID })))?.type).toBe(reused);
    expect((await fault(profile, till.advice('ReversalAdviceReq', msgID)))?.type).toBe('ReversalEx');
  });

  it('no more is taken than is owed, by an account’s number too', async () => {
    const [accountNumber] = await owing();

    expect(await fault(profile, payment(byAccount(accountNumber), '50.01'))).toMatchObject({
      type: 'DebtEx',
      desc: expect.stringContaining('50.00 KES') as unknown,
    });
    expect(await till.ask(profile, payment(byAccount(accountNumber), '50.00'))).toMatchObject({ message: { element: 'payAccResp' } });
    expect((await fault(profile, payment(byAccount(accountNumber), '0.01')))?.type).toBe('DebtEx');
  });
});

describe('a payment at a till', () => {
  it('whose till was told that it never came is refused should it still come', async () => {
    const [accountNumber, meterNumber] = await owing();
    const msgID = newMessageId();
    expect((await fault('conlog', till.advice('LastRespAdviceReq', msgID)))?.type).toBe('LastResponseEx');

    expect((await fault('conlog', payment(byMeter(meterNumber), '20.00', { msgID })))?.type).toBe('ExpiredMessageEx');
    expect(await paymentsOf(accountNumber)).toEqual([]);
  });

  it('that was refused is not made by asking what became of it', async () => {
    const [accountNumber, meterNumber] = await owing();
    const msgID = newMessageId();
    await till.refused('conlog', payment(byMeter(meterNumber), '70.00', { msgID }));

    for (const type of ['LastRespAdviceReq', 'ConfirmationAdviceReq'] as const) await till.refused('conlog', till.advice(type, msgID));
    expect(await paymentsOf(accountNumber)).toEqual([]);
  });

  it.each(['conlog', 'itron'] as const)(
    'of a fee for the connection pays that alone, by the profile %s, which has a line for it',
    async (profile) => {
      const [accountNumber, meterNumber] = await owing('connection');
      const msgID = newMessageId();
      const paid = await till.ask(profile, payment(byMeter(meterNumber), '20.00', { type: 'Connection', msgID }));

      const tx = [{ type: 'ConnectionTx', amt: { value: '20.00', symbol: 'KES' }, accDesc: 'connection', accNo: accountNumber }];
      const payAccReceipt = { transactions: { tx } };
      expect(paid).toMatchObject({ message: { body: { type: 'PayAccResp', payAccReceipt } } });
      expect(await till.ask(profile, till.advice('LastRespAdviceReq', msgID))).toMatchObject({
        message: { body: { lastResponse: { payAccReceipt } } },
      });
      expect(await paymentsOf(accountNumber)).toMatchObject([{ code: 'connection', debts: [{ code: 'connection', left: '30.00' }] }]);
      expect((await fault(profile, payment(byMeter(meterNumber), '30.01', { type: 'Connection' })))?.type).toBe('DebtEx');
      expect((await fault(profile, payment(byMeter(meterNumber), '1.00', { type: 'Tamper' })))?.type).toBe('DebtEx');
    },
  );

  it.each(profiles)('of a service charge pays what was charged as one, by the profile %s, and no tariff’s', async (profile) => {
    const [[accountNumber, meterNumber], [other]] = [await owing('service-charge'), await owing()];

    const paid = await till.ask(profile, payment(byMeter(meterNumber), '20.00', { type: 'ServiceChrg' }));

    const tx = [{ type: 'ServiceChrgTx', amt: { value: '20.00', symbol: 'KES' }, accDesc: 'service-charge', accNo: accountNumber }];
    expect(paid).toMatchObject({ message: { body: { type: 'PayAccResp', payAccReceipt: { transactions: { tx } } } } });
    expect(await paymentsOf(accountNumber)).toMatchObject([{ code: 'service-charge', debts: [{ code: 'service-charge', left: '30.00' }] }]);
    expect((await fault(profile, payment(byMeter(meterNumber), '30.01', { type: 'ServiceChrg' })))?.type).toBe('ServiceChrgEx');
    expect(await fault(profile, payment(byAccount(other), '1.00', { type: 'ServiceChrg' }))).toMatchObject({
      type: 'ServiceChrgEx',
      desc: expect.stringContaining('taken with its sales') as unknown,
    });
    expect(await paymentsOf(other)).toEqual([]);
  });

  it('says what it is for, and of whom', async () => {
    const [accountNumber, meterNumber] = await owing();

    expect((await fault('plain', payment(byMeter(meterNumber), '20.00', { type: 'PayAccount' })))?.type).toBe('UseCaseSupportEx');
    expect((await fault('plain', payment(byMeter(await service.meter()), '20.00')))?.type).toBe('DebtEx');
    expect((await fault('plain', payment(byAccount('no such; account'), '20.00')))?.type).toBe('ConfirmCustomerEx');
    expect(await paymentsOf(accountNumber)).toEqual([]);
  });
});

describe('a payment at a till that is taken back', () => {
  const boss = { roles: ['operator'] as const, subject: 'boss', username: 'boss' };
  const setPolicy = (approval: boolean, mode = 'until-delivered') =>
    service.call('PUT', '/v1/policies/reversals', { as: boss, body: { mode, approval } });
  const waiting = async (paymentId?: string) => {
    const { body } = await service.call('GET', '/v1/account-payment-reversals?state=awaiting-approval&limit=100', { as: boss });
    const items = body.items as readonly { readonly reversalId: string; readonly paymentId: string }[];
    return items.filter((one) => paymentId === undefined || one.paymentId === paymentId);
  };
  const payTwice = async (amount: string) => {
    const [accountNumber, meterNumber] = await owing();
    for (let time = 0; time < 2; time++) await till.ask('conlog', payment(byMeter(meterNumber), amount));
    const [newer, older] = (await paymentsOf(accountNumber)) as readonly { readonly paymentId: string }[];
    return { accountNumber, newer: newer!.paymentId, older: older!.paymentId };
  };
  const cancel = (accountNumber: string, amount: string, msgID = newMessageId()): Message => ({
    element: 'cancelPayAccountReq',
    body: { type: 'CancelPayAccountReq', ...till.asked(msgID), AccountNumber: accountNumber, Amount: { value: amount, symbol: 'KES' } },
  });
  const states = async (accountNumber: string) =>
    (await paymentsOf(accountNumber)).map(({ amount, reversal }: { amount: string; reversal?: object }) => [
      amount,
      reversal !== undefined,
    ]);

  it('by the advice of the message that has made it, whenever that is asked, and is none any more', async () => {
    await setPolicy(false);
    const [accountNumber, meterNumber] = await owing();
    const msgID = newMessageId();
    await till.ask('plain', payment(byMeter(meterNumber), '20.00', { msgID }));

    for (let time = 0; time < 2; time++)
      expect(await till.ask('plain', till.advice('ReversalAdviceReq', msgID))).toMatchObject({ message: { body: { txReversed: true } } });

    expect(await states(accountNumber)).toEqual([['20.00', true]]);
    expect((await fault('plain', till.advice('LastRespAdviceReq', msgID)))?.type).toBe('LastResponseEx');
    expect((await fault('plain', till.advice('ConfirmationAdviceReq', msgID)))?.type).toBe('ConfirmationEx');
    expect((await fault('plain', payment(byMeter(meterNumber), '20.00', { msgID })))?.type).toBe('RequestAuthorisationEx');
    expect(await till.ask('plain', payment(byMeter(meterNumber), '50.00'))).toMatchObject({ message: { element: 'payAccResp' } });
  });

  it('by its account and amount where the profile has a message for it, each message one payment however often it comes', async () => {
    await setPolicy(false);
    const [accountNumber, meterNumber] = await owing();
    for (const amount of ['10.00', '20.00', '20.00']) await till.ask('conlog', payment(byMeter(meterNumber), amount));
    const cancelled = cancel(accountNumber, '20.00');

    const first = await till.ask('conlog', cancelled);
    await till.ask('conlog', payment(byMeter(meterNumber), '20.00'));
    const again = await till.ask('conlog', cancelled);

    expect(await states(accountNumber)).toEqual([
      ['20.00', false],
      ['20.00', true],
      ['20.00', false],
      ['10.00', false],
    ]);
    const [, taken] = await paymentsOf(accountNumber);
    const receipt = { receiptNo: taken.reversal.receiptNumber, transactions: { tx: [{ accNo: accountNumber }] } };
    for (const answer of [first, again])
      expect(answer).toMatchObject({ message: { element: 'cancelPayAccountResp', body: { Receipt: receipt } } });
    expect((await fault('conlog', cancel(accountNumber, '11.00')))?.type).toBe('CancelEx');
    expect((await fault('conlog', cancel('NOBODY', '20.00')))?.type).toBe('CancelEx');
    expect((await states(accountNumber)).filter(([, reversed]: readonly [string, boolean]) => reversed)).toHaveLength(1);
  });

  it('waits for a second person where the policy wants one, and the same message has the answer afterwards', async () => {
    await setPolicy(true);
    const [accountNumber, meterNumber] = await owing();
    await till.ask('conlog', payment(byMeter(meterNumber), '20.00'));
    const cancelled = cancel(accountNumber, '20.00');

    expect(await fault('conlog', cancelled)).toMatchObject({ type: 'CancelEx', desc: expect.stringContaining('second person') as unknown });
    expect(await states(accountNumber)).toEqual([['20.00', false]]);
    const [{ paymentId }] = await paymentsOf(accountNumber);
    const waiting = await service.call('GET', `/v1/account-payment-reversals?paymentId=${paymentId}`, { as: boss });
    const { reversalId } = waiting.body.items[0];
    expect((await service.call('POST', `/v1/account-payment-reversals/${reversalId}/approve`, { as: boss })).status).toBe(200);

    expect(await till.ask('conlog', cancelled)).toMatchObject({ message: { element: 'cancelPayAccountResp' } });
  });

  it('by several messages at one moment is another one by each, and whichever finds none is refused', async () => {
    await setPolicy(false);
    const { accountNumber } = await payTwice('20.00');
    // their messages are kept, and none has the float yet
    const float = await hold(service, 'select 1 from vendor where vendor_id = $1 for no key update', [till.vendor.vendorId]);
    const cancels = Array.from({ length: 3 }, () => cancel(accountNumber, '20.00'));
    const asked = cancels.map((message) => till.send('conlog', message));
    let told: readonly (string | undefined)[];
    try {
      await float.waiting(3);
      told = await Promise.all(
        cancels.map(async ({ body }) => (await fault('conlog', till.advice('LastRespAdviceReq', idOf(body))))?.type),
      );
    } finally {
      await float.release();
    }

    const answers = await Promise.all(asked);
    expect(told).toEqual(cancels.map(() => 'IndeterminantLastResponseEx'));
    expect(await states(accountNumber)).toEqual([
      ['20.00', true],
      ['20.00', true],
    ]);
    const receipts = answers.flatMap((answer) => ('message' in answer ? [(answer.message.body as Cancelled).Receipt?.receiptNo] : []));
    const numbers = (await paymentsOf(accountNumber)).map((one: { reversal: { receiptNumber: string } }) => one.reversal.receiptNumber);
    expect([...receipts].sort()).toEqual([...numbers].sort());
    expect(answers.flatMap((answer) => ('fault' in answer ? [answer.fault?.fault.type] : []))).toEqual(['CancelEx']);
    expect(await Promise.all(cancels.map((message) => till.send('conlog', message)))).toMatchObject(
      answers.map((answer) => ('message' in answer ? { message: { body: { Receipt: {} } } } : { fault: { fault: { type: 'CancelEx' } } })),
    );
  });

  it('by two messages waits twice for a second person, whose refusal is told to its own, and undone by another alone', async () => {
    await setPolicy(true);
    const { accountNumber, newer, older } = await payTwice('20.00');
    const msgID = newMessageId();
    const cancelled = cancel(accountNumber, '20.00', msgID);
    for (const message of [cancelled, cancel(accountNumber, '20.00')]) expect((await fault('conlog', message))?.type).toBe('CancelEx');
    expect(await waiting(older)).toHaveLength(1);
    const { reversalId } = (await waiting(newer))[0]!;
    expect((await fault('conlog', till.advice('LastRespAdviceReq', msgID)))?.type).toBe('IndeterminantLastResponseEx');

    const body = { reason: 'it was right' };
    expect((await service.call('POST', `/v1/account-payment-reversals/${reversalId}/refuse`, { as: boss, body })).status).toBe(200);

    expect((await fault('conlog', till.advice('LastRespAdviceReq', msgID)))?.type).toBe('LastResponseEx');
    expect((await fault('conlog', till.advice('ConfirmationAdviceReq', msgID)))?.type).toBe('ConfirmationEx');
    const again = await fault('conlog', cancelled);
    expect(again).toMatchObject({ type: 'CancelEx', desc: expect.stringContaining('second person has refused') as unknown });
    expect(await waiting(newer)).toEqual([]);
    await till.refused('conlog', cancel(accountNumber, '20.00'));
    expect(await waiting(newer)).toHaveLength(1);
  });

  it('is not taken back by asking what became of a message that was refused, but by that message', async () => {
    await setPolicy(false, 'never');
    const [accountNumber, meterNumber] = await owing();
    await till.ask('conlog', payment(byMeter(meterNumber), '20.00'));
    const msgID = newMessageId();
    expect((await fault('conlog', cancel(accountNumber, '20.00', msgID)))?.type).toBe('CancelEx');
    await setPolicy(false);

    expect(await fault('conlog', till.advice('LastRespAdviceReq', msgID))).toMatchObject({
      type: 'LastResponseEx',
      desc: expect.stringContaining('payments are not taken back') as unknown,
    });
    expect((await fault('conlog', till.advice('ConfirmationAdviceReq', msgID)))?.type).toBe('ConfirmationEx');
    expect(await states(accountNumber)).toEqual([['20.00', false]]);

    const cancelled = await till.ask('conlog', cancel(accountNumber, '20.00', msgID));
    const { Receipt } = cancelled.message.body as Cancelled;
    expect(await till.ask('conlog', till.advice('LastRespAdviceReq', msgID))).toMatchObject({
      message: { body: { lastResponse: { type: 'CancelPayAccountResp', Receipt } } },
    });
    expect(await states(accountNumber)).toEqual([['20.00', true]]);
  });
});
