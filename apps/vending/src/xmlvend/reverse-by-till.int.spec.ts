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

const setPolicy = (approval: boolean) =>
  service.call('PUT', '/v1/policies/reversals', { as: boss, body: { mode: 'until-delivered', approval } });
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
