import { newMeterNumber } from '@openprepay/testing/meter';
import { faultsOf, type Message, type ProfileName, profiles } from '@openprepay/xmlvend';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startVendingService, type VendingService } from '../../test/service.js';
import { newMessageId, startTill, type Till } from '../../test/xmlvend-till.js';

const boss = { roles: ['operator'] as const, subject: 'boss', username: 'boss' };
const engineer = { roles: ['engineer'] as const };

let service: VendingService;
let till: Till;
beforeAll(async () => {
  service = await startVendingService();
  await service.publishDefaultTariff();
  till = await startTill(service, '100000.00');
  await service.call('PUT', '/v1/policies/reversals', { as: boss, body: { mode: 'until-delivered', approval: false } });
});
afterAll(() => service.stop());

const vendsOf = async (meterNumber: string) =>
  (await service.call('GET', `/v1/vends?meterNumber=${meterNumber}`, { as: till.vendor })).body.items;
const floatOf = async (): Promise<string> =>
  (await service.call('GET', `/v1/vendors/${till.vendor.vendorId}`, { as: till.vendor })).body.floatBalance;
const byNumber = (meterNumber: string) => ({ meterIdentifier: { type: 'MeterNumber', msno: meterNumber } }) as const;
const orElse = (profile: ProfileName, wanted: string, substitute: string): string =>
  (faultsOf(profile) as readonly string[]).includes(wanted) ? wanted : substitute;
const cancel = (meterNumber: string, stsCipher: string, msgID = newMessageId()): Message => ({
  element: 'cancelVendReq',
  body: { type: 'CancelVendReq', ...till.asked(msgID), idMethod: byNumber(meterNumber), token: { stsCipher } },
});

describe.each(profiles)('by the profile %s', (profile) => {
  it('a sale is for units, and costs what they cost', async () => {
    const meterNumber = await service.meter();
    const sale = till.sale({ meterNumber });
    const purchaseValue = { type: 'PurchaseValueUnits', units: { value: '10.00', siUnit: 'KWH' } } as const;
    const message = { ...sale, body: { ...sale.body, purchaseValue } } as const;

    for (let time = 0; time < 2; time++)
      expect(await till.ask(profile, message)).toMatchObject({
        message: { body: { creditVendReceipt: { transactions: { tenderAmt: { value: '10.00' } } } } },
      });

    expect(await vendsOf(meterNumber)).toMatchObject([{ units: { value: '10.0', unit: 'kWh' } }]);
    const steam = { type: 'PurchaseValueUnits', units: { value: '10', siUnit: 'bar' } } as const;
    const refused = await till.refused(profile, { ...sale, body: { ...sale.body, msgID: newMessageId(), purchaseValue: steam } });
    expect(refused.fault?.fault).toMatchObject({ type: 'RequestAuthorisationEx', desc: expect.stringContaining('vending.unit_mismatch') });
  });

  it('a reprint counts as a copy of every sale that it has', async () => {
    const meterNumber = await service.meter();
    const { token } = await till.sold(profile, { meterNumber });
    const idMethod = { type: 'VendIDMethod', ...byNumber(meterNumber) } as const;

    for (let time = 0; time < 2; time++)
      await till.ask(profile, { element: 'reprintReq', body: { type: 'ReprintReq', ...till.asked(), idMethod } });

    expect(await vendsOf(meterNumber)).toMatchObject([{ reprints: 2 }]);
    // a copy that was handed out delivers the token
    expect((await till.refused(profile, cancel(meterNumber, token))).fault?.fault.type).toBe('CancelEx');
    expect(await vendsOf(meterNumber)).toMatchObject([{ state: 'completed' }]);
  });

  it('a cancelled sale is taken back once, however often its till asks, and its token is told no more', async () => {
    const meterNumber = await service.meter();
    const { token } = await till.sold(profile, { meterNumber });
    const before = await floatOf();
    const msgID = newMessageId();

    const cancelled = [];
    for (let time = 0; time < 3; time++) cancelled.push(await till.ask(profile, cancel(meterNumber, token, msgID)));
    cancelled.push(await till.ask(profile, cancel(meterNumber, token)));

    const [vend] = await vendsOf(meterNumber);
    expect(vend.state).toBe('reversed');
    expect(Number(await floatOf()) - Number(before)).toBe(100);
    for (const answer of cancelled) {
      expect(answer.message).toMatchObject({
        element: 'cancelVendResp',
        body: { cancelRefNo: expect.stringMatching(/^\d+$/), origTx: { amt: { value: '100.00' }, receiptNo: vend.receiptNumber } },
      });
      expect(JSON.stringify(answer)).not.toContain(token);
    }
    expect(new Set(cancelled.map(({ message }) => 'cancelRefNo' in message.body && message.body.cancelRefNo)).size).toBe(1);
  });

  it('the last response of a cancelling is what was answered, and its id means nothing else', async () => {
    const [meterNumber, other] = [await service.meter(), await service.meter()];
    const [sold, soldToOther] = [await till.sold(profile, { meterNumber }), await till.sold(profile, { meterNumber: other })];
    const msgID = newMessageId();
    const cancelled = await till.ask(profile, cancel(meterNumber, sold.token, msgID));

    const advised = await till.ask(profile, till.advice('LastRespAdviceReq', msgID));

    const { cancelRefNo } = cancelled.message.body as { cancelRefNo?: string };
    expect(advised).toMatchObject({ message: { body: { lastResponse: { type: 'CancelVendResp', cancelRefNo, reqMsgID: msgID } } } });
    expect(await till.ask(profile, till.advice('ConfirmationAdviceReq', msgID))).toMatchObject({
      message: { body: { txConfirmed: true } },
    });
    expect((await till.refused(profile, till.advice('ReversalAdviceReq', msgID))).fault?.fault.type).toBe('ReversalEx');
    const reused = orElse(profile, 'DuplicateMsgIDEx', 'SystemEx');
    expect((await till.refused(profile, cancel(other, soldToOther.token, msgID))).fault?.fault.type).toBe(reused);
    await till.refused(profile, till.sale({ meterNumber: other, msgID }));
    expect(await vendsOf(other)).toMatchObject([{ state: 'completed' }]);
  });

  it('a cancelling that was told to have never come takes nothing back should it still come', async () => {
    const meterNumber = await service.meter();
    const { token } = await till.sold(profile, { meterNumber });
    const msgID = newMessageId();
    expect((await till.refused(profile, till.advice('LastRespAdviceReq', msgID))).fault?.fault.type).toBe('LastResponseEx');

    const late = await till.refused(profile, cancel(meterNumber, token, msgID));

    expect(late.fault?.fault.type).toBe(orElse(profile, 'ExpiredMessageEx', 'RequestAuthorisationEx'));
    expect(await vendsOf(meterNumber)).toMatchObject([{ state: 'completed' }]);
  });

  it('nothing is cancelled by a token that this vendor has not sold to this meter', async () => {
    const [meterNumber, other] = [await service.meter(), await service.meter()];
    const { token } = await till.sold(profile, { meterNumber });
    const stranger = await startTill(service, '1000.00');

    const attempts: readonly (readonly [Till, Message])[] = [
      [till, cancel(other, token)],
      [till, cancel(meterNumber, '1'.repeat(20))],
      [till, cancel(meterNumber, ' '.repeat(100_000))],
      [stranger, { ...cancel(meterNumber, token), body: { ...cancel(meterNumber, token).body, ...stranger.asked() } } as Message],
    ];
    for (const [who, message] of attempts) expect((await who.refused(profile, message)).fault?.fault.type).toBe('CancelEx');

    expect(await vendsOf(meterNumber)).toMatchObject([{ state: 'completed' }]);
  });

  it('a meter is brought to its new key by the set of its change, as often as it is asked for', async () => {
    const meterNumber = await service.meter();
    const update = (msno: string): Message => ({
      element: 'updateMeterKeyReq',
      body: { type: 'UpdateMeterKeyReq', ...till.asked(), idMethod: { type: 'MeterDetail', msno, krn: '1' } },
    });
    expect((await till.refused(profile, update(meterNumber))).fault?.fault.type).toBe('UpdateMtrKeySameEx');
    expect((await till.refused(profile, update(newMeterNumber()))).fault?.fault.type).toBe('UnknownMeterUpdateMtrKeyEx');
    const { body: change } = await service.call('POST', `/v1/meters/${meterNumber}/key-changes`, {
      as: engineer,
      body: { to: { keyRevision: 2 }, reason: 'the key is retiring' },
      headers: { 'idempotency-key': `key of ${meterNumber}` },
    });
    const set = (change['tokens'] as readonly { token: string }[]).map(({ token }) => token);

    for (let time = 0; time < 2; time++) {
      expect(await till.ask(profile, update(meterNumber))).toMatchObject({
        message: {
          element: 'updateMeterKeyResp',
          body: {
            updateMeterKey: {
              desc: expect.stringContaining(set.join(', ')),
              token: { type: 'KCToken', set1stMeterKey: { stsCipher: set[0] }, set2ndMeterKey: { stsCipher: set[1] } },
              kctData: { fromKRN: '1', toKRN: '2' },
            },
          },
        },
      });
    }
    const { message } = await till.sold(profile, { meterNumber });
    const tx = message.body.creditVendReceipt?.transactions?.tx?.[0];
    const within = tx?.type === 'CreditVendTx' ? tx.kcTokenIssue : undefined;
    if (profile === 'hexing') expect(within).toMatchObject({ desc: expect.stringContaining(set.join(', ')), token: { type: 'KCToken' } });
    else expect(within).toBeUndefined();
  });

  it('deposits are told again, and a slip pays nothing in', async () => {
    const before = await floatOf();
    const deposit = { element: 'depositReq', body: { type: 'DepositReq', ...till.asked() } } as const;

    for (let time = 0; time < 3; time++) await till.ask(profile, deposit);

    expect(await floatOf()).toBe(before);
    const fresh = await startTill(service, '250.00');
    expect(await fresh.ask(profile, { element: 'reprintDepReq', body: { type: 'ReprintDepositReq', ...fresh.asked() } })).toMatchObject({
      message: { body: { reprint: [{ depSlip: { bankingRefNo: fresh.vendor.vendorId, amt: { value: '250.00', symbol: 'KES' } } }] } },
    });
  });

  it('a test token is the one that REST gives, for every test that a meter knows', async () => {
    const asked = {
      TestAllReq: 'test-all',
      TestBreakerReq: 'test-load-switches',
      TestDisplayReq: 'test-displays',
      DispConsTotReq: 'display-registers',
      DispRegistersReq: 'display-registers',
      DispKRNReq: 'display-key-revision-and-type',
      DispTIReq: 'display-tariff-index',
      DispPwrLmtReq: 'display-maximum-power-limit',
      DispTamperReq: 'display-tamper-status',
      DispInstPwrReq: 'display-active-power',
      DispPhUnbalanceReq: 'display-phase-unbalance-limit',
      DispVerReq: 'display-software-version',
    } as const;
    for (const [type, test] of Object.entries(asked) as [keyof typeof asked, string][]) {
      const { body } = await service.call('POST', '/v1/meter-test-tokens', { as: engineer, body: { test, manufacturerCode: '07' } });
      const message = { element: 'nonMeterSpecificEngReq', body: { type, ...till.asked(), manufacturerCode: '07' } } as const;

      const answer = await till.ask(profile, message);

      expect(answer.message.body.type).toBe(type.replace('Req', 'Resp'));
      expect(JSON.stringify(answer)).toContain(`"stsCipher":"${body.tokens[0].token}"`);
    }
    for (const type of ['TestDispenserReq', 'MenuAccessReq'] as const)
      expect(
        (await till.refused(profile, { element: 'nonMeterSpecificEngReq', body: { type, ...till.asked() } })).fault?.fault,
      ).toMatchObject({
        type: 'UseCaseSupportEx',
        desc: expect.stringContaining(type) as unknown,
      });
    const wrong = { element: 'nonMeterSpecificEngReq', body: { type: 'TestAllReq', ...till.asked(), manufacturerCode: 'x7' } } as const;
    expect((await till.refused(profile, wrong)).fault?.fault.type).toBe(orElse(profile, 'EngParameterEx', 'RequestAuthorisationEx'));
  });
});

it('a storm of repeated cancellings, with their answers dropped, takes every sale back once', async () => {
  const sales: { readonly meterNumber: string; readonly token: string; readonly msgID: ReturnType<typeof newMessageId> }[] = [];
  for (let index = 0; index < 6; index++) {
    const meterNumber = await service.meter();
    const { token } = await till.sold('conlog', { meterNumber });
    sales.push({ meterNumber, token, msgID: newMessageId() });
  }
  const before = await floatOf();
  const storm = Array.from({ length: 5 }, () => sales).flat();

  await Promise.allSettled(
    storm.map(({ meterNumber, token, msgID }, at) =>
      till.send('conlog', cancel(meterNumber, token, msgID), at % 3 === 0 ? AbortSignal.timeout(5 + at) : undefined),
    ),
  );

  for (const { meterNumber, token, msgID } of sales) {
    await till.ask('conlog', cancel(meterNumber, token, msgID));
    expect(await vendsOf(meterNumber)).toMatchObject([{ state: 'reversed' }]);
  }
  expect(Number(await floatOf()) - Number(before)).toBe(600);
});
