import type { Message } from '@openprepay/xmlvend';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startVendingService, type VendingService } from '../../test/service.js';
import { newMessageId, startTill, type Till } from '../../test/xmlvend-till.js';

const boss = { roles: ['operator'] as const, subject: 'boss', username: 'boss' };

/** Who sets the till up, and knows its secret. */
const maker = { roles: ['operator'] as const, subject: 'maker', username: 'maker' };

let service: VendingService;
let till: Till;
beforeAll(async () => {
  service = await startVendingService();
  await service.publishDefaultTariff();
  till = await startTill(service, '100000.00', maker);
});
afterAll(() => service.stop());

const setPolicy = (approval: boolean, mode = 'until-delivered') =>
  service.call('PUT', '/v1/policies/reversals', { as: boss, body: { mode, approval } });
const stands = async (meterNumber: string) =>
  (await service.call('GET', `/v1/vends?meterNumber=${meterNumber}`, { as: till.vendor })).body.items[0];

describe('a till that advises of a reversal', () => {
  it('has its sale taken back where it may do so alone, and is told so whenever it asks', async () => {
    await setPolicy(false);
    const meterNumber = await service.meter();
    const msgID = newMessageId();
    await till.sold('plain', { meterNumber, msgID });

    for (let time = 0; time < 2; time++) {
      expect(await till.ask('plain', till.advice('ReversalAdviceReq', msgID))).toMatchObject({ message: { body: { txReversed: true } } });
    }

    const vend = await stands(meterNumber);
    expect(vend.state).toBe('reversed');
    expect(vend.tokens).toBeUndefined();
    expect((await till.refused('plain', till.advice('LastRespAdviceReq', msgID))).fault?.fault.type).toBe('LastResponseEx');
    expect((await till.refused('plain', till.advice('ConfirmationAdviceReq', msgID))).fault?.fault.type).toBe('ConfirmationEx');
  });

  it('waits where a second person decides, and the sale stands until then', async () => {
    await setPolicy(true);
    const meterNumber = await service.meter();
    const msgID = newMessageId();
    await till.sold('plain', { meterNumber, msgID });

    expect((await till.refused('plain', till.advice('ReversalAdviceReq', msgID))).fault?.fault.type).toBe('ReversalEx');
    const vend = await stands(meterNumber);
    expect(vend.state).toBe('completed');
    const [{ reversalId }] = (await service.call('GET', `/v1/reversals?vendId=${vend.vendId}`, { as: boss })).body.items;
    const byItsMaker = await service.call('POST', `/v1/reversals/${reversalId}/approve`, { as: maker });
    expect(byItsMaker).toMatchObject({ status: 403, body: { code: 'vending.second_person_required' } });

    const waiting = await service.call('GET', `/v1/reversals?vendId=${vend.vendId}`, { as: boss });
    await service.call('POST', `/v1/reversals/${waiting.body.items[0].reversalId}/approve`, { as: boss });
    expect(await till.ask('plain', till.advice('ReversalAdviceReq', msgID))).toMatchObject({ message: { body: { txReversed: true } } });
  });
});

describe('a till that asks what became of its cancelling of a sale', () => {
  const sold = async () => {
    const meterNumber = await service.meter();
    const { token } = await till.sold('plain', { meterNumber });
    const msgID = newMessageId();
    const idMethod = { meterIdentifier: { type: 'MeterNumber', msno: meterNumber } } as const;
    const cancel: Message = {
      element: 'cancelVendReq',
      body: { type: 'CancelVendReq', ...till.asked(msgID), idMethod, token: { stsCipher: token } },
    };
    return { meterNumber, msgID, cancel };
  };
  const advised = async (type: 'LastRespAdviceReq' | 'ConfirmationAdviceReq', msgID: ReturnType<typeof newMessageId>) =>
    (await till.refused('plain', till.advice(type, msgID))).fault?.fault.type;

  it('has nothing taken back by that where it was refused', async () => {
    await setPolicy(false, 'never');
    const { meterNumber, msgID, cancel } = await sold();
    expect((await till.refused('plain', cancel)).fault?.fault.type).toBe('CancelEx');
    await setPolicy(false);

    expect(await advised('LastRespAdviceReq', msgID)).toBe('LastResponseEx');
    expect(await advised('ConfirmationAdviceReq', msgID)).toBe('ConfirmationEx');
    expect((await stands(meterNumber)).state).toBe('completed');

    await till.ask('plain', cancel);
    expect(await till.ask('plain', till.advice('LastRespAdviceReq', msgID))).toMatchObject({
      message: { body: { lastResponse: { type: 'CancelVendResp' } } },
    });
    expect((await stands(meterNumber)).state).toBe('reversed');
  });

  it('asks no second person anew who has refused it, nor does the message itself', async () => {
    await setPolicy(true);
    const { meterNumber, msgID, cancel } = await sold();
    await till.refused('plain', cancel);
    expect(await advised('LastRespAdviceReq', msgID)).toBe('SystemEx'); // which stands for "not known yet" in this profile
    const { vendId } = await stands(meterNumber);
    const reversals = async () => (await service.call('GET', `/v1/reversals?vendId=${vendId}`, { as: boss })).body.items;
    const [{ reversalId }] = await reversals();
    await service.call('POST', `/v1/reversals/${reversalId}/refuse`, { as: boss, body: { reason: 'it was right' } });

    expect(await advised('LastRespAdviceReq', msgID)).toBe('LastResponseEx');
    expect((await till.refused('plain', cancel)).fault?.fault.desc).toContain('second person has refused');
    expect(await reversals()).toMatchObject([{ reversalId, state: 'refused' }]);
  });
});
