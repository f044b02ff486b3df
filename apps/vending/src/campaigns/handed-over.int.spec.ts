import { randomUUID } from 'node:crypto';
import { eventually } from '@openprepay/testing/eventually';
import type { TestPrincipal } from '@openprepay/testing/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startVendingService, type VendingService } from '../../test/service.js';
import { startTill, type Till } from '../../test/xmlvend-till.js';

const ENGINEER: TestPrincipal = { roles: ['engineer'], subject: 'eve', username: 'eve' };
let service: VendingService;
let till: Till;
beforeAll(async () => {
  service = await startVendingService();
  await service.publishDefaultTariff();
  till = await startTill(service, '1000.00');
});
afterAll(() => service.stop());

const call = (method: string, path: string, body?: object, headers: Readonly<Record<string, string>> = {}) =>
  service.call(method, path, { as: ENGINEER, ...(body && { body }), headers });

let groups = 720_000;
/** A meter whose set a campaign has made, which nobody has been handed. */
async function issuedMeter() {
  const supplyGroupCode = String(++groups);
  const meterNumber = await service.meter({ supplyGroupCode });
  const plan = { code: `D-${groups}`, name: 'Rollover', select: { supplyGroupCode }, to: { keyRevision: 2 }, channels: ['mqtt'] };
  const path = `/v1/campaigns/${String((await call('POST', '/v1/campaigns', plan)).body['campaignId'])}`;
  await call('POST', `${path}/start`);
  const meter = async () => ((await call('GET', `${path}/meters`)).body['items'] as readonly object[])[0];
  await eventually(async () => expect(await meter()).toMatchObject({ state: 'issued' }));
  const [change] = (await call('GET', `/v1/meters/${meterNumber}/key-changes`)).body['items'] as [{ tokens: { token: string }[] }];
  return { meterNumber, meter, set: change.tokens.map(({ token }) => token) };
}

/** Asks a door for the set, as often as somebody does. @returns what it says */
type Door = (meterNumber: string) => Promise<unknown>;

const byXmlvend: Door = (msno) =>
  till.ask('plain', {
    element: 'updateMeterKeyReq',
    body: { type: 'UpdateMeterKeyReq', ...till.asked(), idMethod: { type: 'MeterDetail', msno, krn: '1' } },
  });
const byElectrum: Door = async (meterId) => {
  const { opName, password } = till.asked().authCred;
  const id = randomUUID();
  const answer = await fetch(`${service.service.url}/v1/prepaidutility/v3/keyChangeTokenRequests/${id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Basic ${Buffer.from(`${opName}:${password}`).toString('base64')}` },
    body: JSON.stringify({
      ...{ id, time: '2026-11-10T08:00:00.000Z', meter: { meterId } },
      originator: { institution: { id: '1', name: 'Bank' }, terminalId: 'T1', merchant: { merchantId: 'M1' } },
      ...{ client: { id: '001', name: 'Client' }, settlementEntity: { id: '2', name: 'S' }, receiver: { id: '3', name: 'R' } },
      thirdPartyIdentifiers: [{ institutionId: '1', transactionIdentifier: 'ref-1' }],
    }),
  });
  return answer.json();
};
const byOrder: Door = async (meterNumber) => {
  const tamper = { meterNumber, kind: 'clear-tamper-condition', reason: 'the cover was open' };
  return (await call('POST', '/v1/management-tokens', tamper, { 'idempotency-key': `order-${randomUUID()}` })).body;
};

describe('a set of a campaign is delivered', () => {
  it.each([
    ['by a till that brings the meter to its key', byXmlvend],
    ['by a client that asks for it', byElectrum],
    ['before the token of an order', byOrder],
  ])('%s, and stays so', async (_how, ask) => {
    const { meterNumber, meter, set } = await issuedMeter();

    for (const token of set) expect(JSON.stringify(await ask(meterNumber))).toContain(token);

    expect(await meter()).toMatchObject({ state: 'delivered', deliveredThrough: 'vend' });
  });
});
