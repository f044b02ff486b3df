import { DefaultTariffChanged, TariffPublished } from '@openprepay/contracts/billing';
import { meterKeyData, newMeterNumber } from '@openprepay/testing/meter';
import { flatTariff } from '@openprepay/testing/tariff';
import { type Message, profiles } from '@openprepay/xmlvend';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startVendingService, type VendingService } from '../../test/service.js';
import { newMessageId, startTill, type Till } from '../../test/xmlvend-till.js';

const maker = { roles: ['operator'] as const, subject: 'maker', username: 'maker' };
const engineer = { roles: ['engineer'] as const, subject: 'eng-1', username: 'eng-1' };

let service: VendingService;
let till: Till;
let other: Till;
beforeAll(async () => {
  service = await startVendingService();
  const at = new Date('2026-01-01T00:00:00Z');
  await service.publish(TariffPublished, { tariffCode: 'FLAT', version: 1, document: flatTariff(), publishedAt: at });
  await service.publish(DefaultTariffChanged, { commodity: 'electricity', tariffCode: 'FLAT', changedAt: at });
  [till, other] = [await startTill(service, '1000.00', maker), await startTill(service, '1000.00', maker)];
  for (const { terminalId } of [till, other])
    await service.call('PUT', `/v1/terminals/${terminalId}/engineering`, { as: engineer, body: { allowed: true } });
});
afterAll(() => service.stop());

const vendsOf = async (meterNumber: string) =>
  (await service.call('GET', `/v1/vends?meterNumber=${meterNumber}`, { as: maker })).body.items;

/** A meter and the one that the utility has put in its place. */
async function replaced(unitsLeft?: string): Promise<readonly [old: string, taking: string]> {
  const [old, taking] = [await service.meter(), newMeterNumber()];
  const body = { newMeterNumber: taking, ...meterKeyData, reason: 'display broken', ...(unitsLeft !== undefined && { unitsLeft }) };
  const { status } = await service.call('POST', `/v1/meters/${old}/replacement`, { as: engineer, body });
  expect(status).toBe(201);
  return [old, taking];
}

const transfer = (who: Till, [old, taking]: readonly [string, string], value: string, msgID = newMessageId()): Message => ({
  element: 'meterCreditTransferReq',
  body: {
    type: 'MeterCreditTransferReq',
    ...who.asked(msgID),
    idMethod: { meterIdentifier: { type: 'MeterNumber', msno: taking } },
    chgOutUnits: { units: { value, siUnit: 'kWh' } },
    creditTransferDetail: { oldMSNO: old, refNo: 'CHG-1' },
  },
});

describe.each(profiles)('by the profile %s', (profile) => {
  it('what was left on a replaced meter goes to the one in its place, once by a message, and is told again to whoever asks', async () => {
    const meters = await replaced();
    const msgID = newMessageId();

    const answers = [
      await till.ask(profile, transfer(till, meters, '12.5', msgID)),
      await till.ask(profile, transfer(till, meters, '12.5', msgID)),
    ];
    const advised = await till.ask(profile, till.advice('LastRespAdviceReq', msgID));

    const [vend, ...others] = await vendsOf(meters[1]);
    expect(others).toEqual([]);
    const creditTransferTx = {
      receiptNo: vend.receiptNumber,
      amt: { value: '0.00' },
      creditTokenIssue: { type: 'MCTCredTokenIssue', token: { stsCipher: vend.tokens[0].token }, units: { value: '12.5' } },
    };
    const body = { type: 'MeterCreditTransferResp', creditTransferDetail: { oldMSNO: meters[0], refNo: 'CHG-1' }, creditTransferTx };
    for (const answer of answers) expect(answer).toMatchObject({ message: { element: 'meterCreditTransferResp', body } });
    expect(advised).toMatchObject({ message: { body: { lastResponse: body } } });
  });
});

const refusal = async (who: Till, message: Message) => (await who.refused('conlog', message)).fault?.fault;

describe('what was left on a meter', () => {
  it('is credited once, whichever till asks, and however many at once', async () => {
    const meters = await replaced();

    const answers = await Promise.all([till, other, till, other].map((who) => who.send('conlog', transfer(who, meters, '7.0'))));

    expect(answers.filter((answer) => 'message' in answer)).toHaveLength(1);
    expect(await vendsOf(meters[1])).toHaveLength(1);
    expect((await refusal(other, transfer(other, meters, '7.0')))?.desc).toContain('vending.free_issue_decided');
  });

  it('is not credited again where the utility has done so with the replacement', async () => {
    const meters = await replaced('3.0');

    expect((await refusal(till, transfer(till, meters, '3.0')))?.desc).toContain('vending.free_issue_decided');
    expect(await vendsOf(meters[1])).toHaveLength(1);
  });

  it('goes to no meter but the one that took its place, and from none that is still there', async () => {
    const [old, taking] = await replaced();
    const stranger = await service.meter();

    for (const meters of [
      [old, stranger],
      [stranger, taking],
      [taking, old],
    ] as const)
      expect((await refusal(till, transfer(till, meters, '5.0')))?.type).toBe('MeterDataMisMatchEx');
    expect([...(await vendsOf(stranger)), ...(await vendsOf(taking))]).toEqual([]);
  });

  it('is given by no till that no engineer has let, and above one person’s units by two', async () => {
    const meters = await replaced();
    const stranger = await startTill(service, '1000.00', maker);

    expect((await refusal(stranger, transfer(stranger, meters, '5.0')))?.type).toBe('RequestAuthorisationEx');
    const message = transfer(till, meters, '200.0');
    expect((await refusal(till, message))?.desc).toContain('vending.second_person_required');
    const { body } = await service.call('GET', `/v1/free-issues?meterNumber=${meters[1]}`, { as: engineer });
    expect(await vendsOf(meters[1])).toEqual([]);
    const second = { ...engineer, subject: 'eng-2', username: 'eng-2' };
    await service.call('POST', `/v1/free-issues/${body.items[0].freeIssueId}/approve`, { as: second });

    expect(await till.ask('conlog', message)).toMatchObject({ message: { element: 'meterCreditTransferResp' } });
  });

  it('that somebody has refused may be asked for again', async () => {
    const meters = await replaced();
    await refusal(till, transfer(till, meters, '200.0'));
    const { body } = await service.call('GET', `/v1/free-issues?meterNumber=${meters[1]}`, { as: engineer });
    const second = { ...engineer, subject: 'eng-2', username: 'eng-2' };
    await service.call('POST', `/v1/free-issues/${body.items[0].freeIssueId}/refuse`, { as: second, body: { reason: 'too many' } });

    expect(await till.ask('conlog', transfer(till, meters, '2.0'))).toMatchObject({ message: { element: 'meterCreditTransferResp' } });
  });
});
