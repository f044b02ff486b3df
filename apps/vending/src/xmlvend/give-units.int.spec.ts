import { DefaultTariffChanged, TariffPublished } from '@openprepay/contracts/billing';
import { flatTariff } from '@openprepay/testing/tariff';
import { faultsOf, type Message, type ProfileName, profiles } from '@openprepay/xmlvend';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startVendingService, type VendingService } from '../../test/service.js';
import { newMessageId, startTill, type Till } from '../../test/xmlvend-till.js';

const maker = { roles: ['operator'] as const, subject: 'maker', username: 'maker' };
const engineer = { roles: ['engineer'] as const, subject: 'eng-1', username: 'eng-1' };

let service: VendingService;
let till: Till;
beforeAll(async () => {
  service = await startVendingService();
  const at = new Date('2026-01-01T00:00:00Z');
  const document = flatTariff({ freeUnits: { amount: '50', per: 'month' } });
  await service.publish(TariffPublished, { tariffCode: 'FLAT', version: 1, document, publishedAt: at });
  await service.publish(DefaultTariffChanged, { commodity: 'electricity', tariffCode: 'FLAT', changedAt: at });
  till = await startTill(service, '1000.00', maker);
  await service.call('PUT', `/v1/terminals/${till.terminalId}/engineering`, { as: engineer, body: { allowed: true } });
});
afterAll(() => service.stop());

const vendsOf = async (meterNumber: string) =>
  (await service.call('GET', `/v1/vends?meterNumber=${meterNumber}`, { as: maker })).body.items;
const idMethod = (msno: string) => ({ meterIdentifier: { type: 'MeterNumber', msno } }) as const;
/** What a till is told of a meter before it gives anything. */
async function isDue(profile: ProfileName, meterNumber: string): Promise<boolean | undefined> {
  const asked = { type: 'ConfirmCustomerReq', ...till.asked(), idMethod: { type: 'VendIDMethod', ...idMethod(meterNumber) } } as const;
  const { message } = await till.ask(profile, { element: 'confirmCustomerReq', body: asked });
  return message.body.type === 'ConfirmCustomerResp' ? message.body.confirmCustResult?.[0]?.custVendConfig?.fbeDue : undefined;
}
const freeBasic = (meterNumber: string, msgID = newMessageId()): Message => ({
  element: 'fbeReq',
  body: { type: 'FBEReq', ...till.asked(msgID), idMethod: idMethod(meterNumber) },
});
const freeIssue = (who: Till, meterNumber: string, value: string, msgID = newMessageId()): Message => ({
  element: 'freeIssueReq',
  body: { type: 'FreeIssueReq', ...who.asked(msgID), idMethod: idMethod(meterNumber), Units: { value, siUnit: 'kWh' }, ReasonCode: '2' },
});

describe.each(profiles)('by the profile %s', (profile) => {
  it('the free units of a month are given once, and told as what they are', async () => {
    const meterNumber = await service.meter();
    const msgID = newMessageId();

    expect(await isDue(profile, meterNumber)).toBe(true);
    const answers = [await till.ask(profile, freeBasic(meterNumber, msgID)), await till.ask(profile, freeBasic(meterNumber, msgID))];
    const advised = await till.ask(profile, till.advice('LastRespAdviceReq', msgID));
    expect(await isDue(profile, meterNumber)).toBe(false);

    const [vend, ...others] = await vendsOf(meterNumber);
    expect(others).toEqual([]);
    const creditTokenIssue = { type: 'FBECredTokenIssue', token: { stsCipher: vend.tokens[0].token }, units: { value: '50.0' } };
    const creditVendReceipt = { transactions: { tx: [{ amt: { value: '0.00' }, creditTokenIssue }], tenderAmt: { value: '0.00' } } };
    for (const answer of answers) expect(answer).toMatchObject({ message: { element: 'fbeResp', body: { creditVendReceipt } } });
    expect(advised).toMatchObject({ message: { body: { lastResponse: { type: 'FBEResp', creditVendReceipt } } } });
    expect((await till.refused(profile, freeBasic(meterNumber))).fault?.fault.type).toBe('FBEEx');
  });

  it('other units are given by a terminal that an engineer has let, once by a message', async () => {
    const meterNumber = await service.meter();
    const msgID = newMessageId();

    for (let time = 0; time < 2; time++)
      expect(await till.ask(profile, freeIssue(till, meterNumber, '5.0', msgID))).toMatchObject({
        message: {
          element: 'freeIssueResp',
          body: {
            creditVendReceipt: { transactions: { tx: [{ creditTokenIssue: { type: 'FreeCredTokenIssue', units: { value: '5.0' } } }] } },
          },
        },
      });
    const advised = await till.ask(profile, till.advice('LastRespAdviceReq', msgID));

    expect(advised).toMatchObject({ message: { body: { lastResponse: { type: 'FreeIssueResp' } } } });
    expect(await vendsOf(meterNumber)).toHaveLength(1);
    const reused = (faultsOf(profile) as readonly string[]).includes('DuplicateMsgIDEx') ? 'DuplicateMsgIDEx' : 'SystemEx';
    expect((await till.refused(profile, freeIssue(till, meterNumber, '6.0', msgID))).fault?.fault.type).toBe(reused);
    const other = await startTill(service, '1000.00', maker);
    expect((await other.refused(profile, freeIssue(other, meterNumber, '5.0'))).fault?.fault.type).toBe('RequestAuthorisationEx');
    expect(await vendsOf(meterNumber)).toHaveLength(1);
  });

  it('more units than one person gives wait for another than who set the terminal up and who has let it', async () => {
    const meterNumber = await service.meter();
    const message = freeIssue(till, meterNumber, '60.0');
    expect((await till.refused(profile, message)).fault?.fault.desc).toContain('vending.second_person_required');
    const { body } = await service.call('GET', `/v1/free-issues?meterNumber=${meterNumber}`, { as: engineer });
    const approve = (username: string) =>
      service.call('POST', `/v1/free-issues/${body.items[0].freeIssueId}/approve`, { as: { ...engineer, subject: username, username } });

    for (const username of ['eng-1', 'maker'])
      expect(await approve(username)).toMatchObject({ status: 403, body: { code: 'vending.second_person_required' } });
    expect(await vendsOf(meterNumber)).toEqual([]);

    expect(await approve('eng-2')).toMatchObject({ status: 200, body: { state: 'issued' } });
    expect(await till.ask(profile, message)).toMatchObject({ message: { element: 'freeIssueResp' } });
  });
});
