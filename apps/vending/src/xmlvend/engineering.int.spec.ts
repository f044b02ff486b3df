import { eventually } from '@openprepay/testing/eventually';
import type { TestPrincipal } from '@openprepay/testing/identity';
import { faultsOf, type Message, type ProfileName, profiles } from '@openprepay/xmlvend';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SILENT_GROUP, startVendingService, type VendingService } from '../../test/service.js';
import { newMessageId, startTill, type Till } from '../../test/xmlvend-till.js';

const engineer = { roles: ['engineer'] as const, subject: 'eng-1', username: 'eng-1' };
const second = { ...engineer, subject: 'eng-2', username: 'eng-2' };
const maker = { roles: ['operator'] as const, subject: 'maker', username: 'maker' };

let service: VendingService;
let till: Till;
beforeAll(async () => {
  service = await startVendingService();
  await service.publishDefaultTariff();
  till = await startTill(service, '1000.00', maker);
  await allow(till, true);
});
afterAll(() => service.stop());

const allow = async ({ terminalId }: Till, allowed: boolean, as: TestPrincipal = engineer) =>
  service.call('PUT', `/v1/terminals/${terminalId}/engineering`, { as, body: { allowed } });
const ordersOf = async (meterNumber: string) =>
  (await service.call('GET', `/v1/management-tokens?meterNumber=${meterNumber}`, { as: engineer })).body.items;
const byNumber = (meterNumber: string) => ({ meterIdentifier: { type: 'MeterNumber', msno: meterNumber } }) as const;
const orElse = (profile: ProfileName, wanted: string, substitute: string): string =>
  (faultsOf(profile) as readonly string[]).includes(wanted) ? wanted : substitute;

type Asked = Extract<Message, { element: 'meterSpecificEngReq' }>['body'];
type Own<T> = T extends Asked ? Omit<T, 'clientID' | 'terminalID' | 'msgID' | 'authCred' | 'idMethod'> : never;
const ask = (who: Till, meterNumber: string, own: Own<Asked>, msgID = newMessageId()): Message => ({
  element: 'meterSpecificEngReq',
  body: { ...who.asked(msgID), idMethod: byNumber(meterNumber), ...own },
});
const kilowatts = (value: string): Own<Asked> => ({ type: 'PwrLmtReq', pwrLmt: { value, siUnit: 'kW' } });

describe.each(profiles)('by the profile %s', (profile) => {
  it('an engineering token is ordered once by a message, under its terminal’s name, and found by the last response', async () => {
    const orders: readonly (readonly [Own<Asked>, string, number])[] = [
      [kilowatts('4.5'), 'set-maximum-power-limit', 4_500],
      [{ type: 'PhUnbalReq', pwrLmt: { value: '800', siUnit: 'W' } }, 'set-maximum-phase-power-unbalance-limit', 800],
      [{ type: 'ClearTamperReq' }, 'clear-tamper-condition', 0],
      [{ type: 'SetWaterFactorReq', waterFactor: '10' }, 'set-water-meter-factor', 10],
    ];
    for (const [own, kind, value] of orders) {
      const meterNumber = await service.meter();
      const msgID = newMessageId();

      const first = await till.ask(profile, ask(till, meterNumber, own, msgID));
      const again = await till.ask(profile, ask(till, meterNumber, own, msgID));
      const advised = await till.ask(profile, till.advice('LastRespAdviceReq', msgID));

      const [order, ...others] = await ordersOf(meterNumber);
      expect(others).toEqual([]);
      expect(order).toMatchObject({ kind, state: 'completed', requestedBy: { username: `terminal ${till.terminalId}` } });
      const { token } = order.tokens[0];
      for (const answer of [first, again, advised]) expect(JSON.stringify(answer)).toContain(`"stsCipher":"${token}"`);
      expect(first.message.body.type).toBe(own.type.replace('Req', 'Resp'));
      expect(order.tokens[0].value ?? value).toBe(value);
    }
  });

  it('credit is cleared when a second person has agreed, and the same message has the token then', async () => {
    const meterNumber = await service.meter();
    const msgID = newMessageId();
    const clear = ask(till, meterNumber, { type: 'ClearCreditReq', resource: { type: 'Electricity' } }, msgID);
    const notKnown = orElse(profile, 'IndeterminantLastResponseEx', 'SystemEx');

    const waits = await till.refused(profile, clear);
    expect(waits.fault?.fault).toMatchObject({
      type: 'RequestAuthorisationEx',
      desc: expect.stringContaining('vending.second_person_required'),
    });
    for (const type of ['LastRespAdviceReq', 'ConfirmationAdviceReq'] as const)
      expect((await till.refused(profile, till.advice(type, msgID))).fault?.fault.type).toBe(notKnown);
    const [order] = await ordersOf(meterNumber);
    const approve = (as: TestPrincipal) => service.call('POST', `/v1/management-tokens/${order.orderId}/approve`, { as });
    for (const as of [engineer, { ...engineer, subject: 'maker', username: 'maker' }])
      expect(await approve(as)).toMatchObject({ status: 403, body: { code: 'vending.second_person_required' } });
    expect(await approve(second)).toMatchObject({ status: 200 });

    const told = { clearCredit: { token: { type: 'STS1Token' } } };
    expect(await till.ask(profile, till.advice('LastRespAdviceReq', msgID))).toMatchObject({ message: { body: { lastResponse: told } } });
    expect(await till.ask(profile, clear)).toMatchObject({ message: { body: told } });
  });

  it('a key change is ordered once, and its set is told as long as it is open', async () => {
    const meterNumber = await service.meter();
    const change = ask(till, meterNumber, { type: 'EngKCTReq', kctData: { toKRN: '2' } });

    const answers = [await till.ask(profile, change), await till.ask(profile, change)];

    const { body } = await service.call('GET', `/v1/meters/${meterNumber}/key-changes`, { as: engineer });
    expect(body.items).toHaveLength(1);
    for (const answer of answers)
      expect(answer).toMatchObject({
        message: {
          body: {
            engKCToken: { token: { set1stMeterKey: { stsCipher: body.items[0].tokens[0].token } }, kctData: { fromKRN: '1', toKRN: '2' } },
          },
        },
      });
    const same = await till.refused(profile, ask(till, await service.meter(), { type: 'EngKCTReq', kctData: { toKRN: '1' } }));
    expect(same.fault?.fault.type).toBe('UpdateMtrKeySameEx');
  });

  it('a token of a meter that has not confirmed its new key is told with the set that is entered first', async () => {
    const meterNumber = await service.meter();
    await till.ask(profile, ask(till, meterNumber, { type: 'EngKCTReq', kctData: { toKRN: '2' } }));
    const { body } = await service.call('GET', `/v1/meters/${meterNumber}/key-changes`, { as: engineer });
    const set = (body.items[0].tokens as readonly { token: string }[]).map(({ token }) => token);

    const answer = await till.ask(profile, ask(till, meterNumber, { type: 'ClearTamperReq' }));

    expect(answer).toMatchObject({
      message: { body: { clearTamper: { desc: `NEW KEY: enter ${set.join(', ')}, then the token: clear-tamper-condition` } } },
    });
  });

  it('what cannot be meant is refused, and makes nothing', async () => {
    const meterNumber = await service.meter();
    const parameter = orElse(profile, 'EngParameterEx', 'RequestAuthorisationEx');
    const wrong: readonly (readonly [Own<Asked>, string])[] = [
      [kilowatts('-1'), parameter],
      [kilowatts('18202'), parameter],
      [kilowatts('1e3'), parameter],
      [{ type: 'PwrLmtReq', pwrLmt: { value: '5', siUnit: 'HP' } }, parameter],
      [{ type: 'PwrLmtReq' }, parameter],
      [{ type: 'SetWaterFactorReq', waterFactor: '65536' }, parameter],
      [{ type: 'EngKCTReq' }, parameter],
      [{ type: 'EngKCTReq', kctData: { toKRN: '0' } }, parameter],
      [{ type: 'DefCreditReq' }, 'UseCaseSupportEx'],
    ];
    for (const [own, fault] of wrong) expect((await till.refused(profile, ask(till, meterNumber, own))).fault?.fault.type).toBe(fault);
    const msgID = newMessageId();
    await till.ask(profile, ask(till, meterNumber, { type: 'ClearTamperReq' }, msgID));
    const reused = await till.refused(profile, ask(till, meterNumber, kilowatts('3'), msgID));
    expect(reused.fault?.fault.type).toBe(orElse(profile, 'DuplicateMsgIDEx', 'SystemEx'));
    expect(await ordersOf(meterNumber)).toHaveLength(1);
  });

  it('a token that is not there yet is neither told nor refused', async () => {
    const meterNumber = await service.meter({ supplyGroupCode: SILENT_GROUP });
    const msgID = newMessageId();
    const waits = orElse(profile, 'IndeterminantLastResponseEx', 'SystemEx');

    expect((await till.refused(profile, ask(till, meterNumber, { type: 'ClearTamperReq' }, msgID))).fault?.fault.type).toBe(waits);
  });
});

describe('a terminal orders engineering tokens', () => {
  it('only where an engineer has let it, from its next message on, and never where that is whoever was told its secret', async () => {
    const other = await startTill(service, '1000.00', maker);
    const meterNumber = await service.meter();
    const refused = newMessageId();
    const fault = async (msgID = newMessageId()) =>
      (await other.refused('plain', ask(other, meterNumber, { type: 'ClearTamperReq' }, msgID))).fault?.fault.type;
    expect(await fault(refused)).toBe('RequestAuthorisationEx');
    expect((await allow(other, true, maker)).status).toBe(403);
    expect(await allow(other, true, { ...maker, roles: ['engineer'] })).toMatchObject({
      status: 403,
      body: { code: 'vending.second_person_required' },
    });

    expect((await allow(other, true)).body).toMatchObject({ terminalId: other.terminalId, engineeringAllowedBy: 'eng-1' });
    // what was refused before is not ordered by asking what became of it
    expect((await other.refused('plain', other.advice('LastRespAdviceReq', refused))).fault?.fault.type).toBe('LastResponseEx');
    expect(await ordersOf(meterNumber)).toEqual([]);
    const done = newMessageId();
    await other.ask('plain', ask(other, meterNumber, { type: 'ClearTamperReq' }, done));
    expect((await allow(other, false)).body.engineeringAllowedBy).toBeUndefined();

    expect(await fault()).toBe('RequestAuthorisationEx');
    // nor is what was done before said to have been refused: it would be ordered once more
    expect((await other.refused('plain', other.advice('LastRespAdviceReq', done))).fault?.fault).toMatchObject({
      type: 'SystemEx',
      desc: expect.stringContaining('it has been taken') as unknown,
    });
    expect(await ordersOf(meterNumber)).toHaveLength(1);
  });

  it('by a message that was refused, comes again and waits, of which nobody is told any more that it was refused', async () => {
    const other = await startTill(service, '1000.00', maker);
    const meterNumber = await service.meter({ supplyGroupCode: SILENT_GROUP });
    const msgID = newMessageId();
    const order = () => other.refused('plain', ask(other, meterNumber, { type: 'ClearTamperReq' }, msgID));
    expect((await order()).fault?.fault.type).toBe('RequestAuthorisationEx');
    await allow(other, true);

    const again = order();

    await eventually(async () => expect(await ordersOf(meterNumber)).toHaveLength(1));
    const advised = await other.refused('plain', other.advice('LastRespAdviceReq', msgID));
    expect(advised.fault?.fault.type).not.toBe('LastResponseEx');
    await again;
  });

  it('never where that is an administrator, an account in others’ hands, or one whose password is newer than the terminal', async () => {
    const setUpAt = new Date();
    const other = await startTill(service, '1000.00', maker);
    const refused = { status: 403, body: { code: 'vending.second_person_required' } };

    expect((await allow(other, true, { ...engineer, roles: ['admin'] })).status).toBe(403);
    expect((await allow(other, true, { ...engineer, roles: ['engineer', 'admin'] })).status).toBe(403);
    expect(await allow(other, true, { ...engineer, inOwnHands: false })).toMatchObject(refused);
    expect(await allow(other, true, { ...engineer, credentialChangedAt: new Date(Date.now() + 60_000) })).toMatchObject(refused);

    const older = { ...engineer, inOwnHands: true, credentialChangedAt: new Date(setUpAt.getTime() - 60_000) };
    expect(await allow(other, true, older)).toMatchObject({ status: 200, body: { engineeringAllowedBy: 'eng-1' } });
    expect((await allow(other, false, { ...engineer, inOwnHands: false })).status).toBe(200);
  });

  it('and nobody agrees to what it ordered by the word of somebody who has taken it back since', async () => {
    const other = await startTill(service, '1000.00', maker);
    await allow(other, true);
    const meterNumber = await service.meter();
    await other.refused('plain', ask(other, meterNumber, { type: 'ClearCreditReq', resource: { type: 'Electricity' } }));
    const [order] = await ordersOf(meterNumber);
    const path = `/v1/management-tokens/${order.orderId}`;

    await allow(other, false);
    const withdrawn = await service.call('POST', `${path}/approve`, { as: engineer });
    await allow(other, true, second);
    const anew = await service.call('POST', `${path}/approve`, { as: engineer });

    for (const answer of [withdrawn, anew]) expect(answer).toMatchObject({ status: 403, body: { code: 'vending.second_person_required' } });
    const refused = await service.call('POST', `${path}/refuse`, { as: engineer, body: { reason: 'ordered by nobody’s word' } });
    expect(refused.status).toBe(200);
  });

  it('never for another utility’s meter, and no staff of another utility lets it', async () => {
    const meterNumber = await service.meter({}, 'other');
    expect((await till.refused('plain', ask(till, meterNumber, { type: 'ClearTamperReq' }))).fault?.fault.type).toBe('UnknownMeterEx');
    expect((await allow(till, false, { ...engineer, utility: 'other' })).status).toBe(404);
  });
});
