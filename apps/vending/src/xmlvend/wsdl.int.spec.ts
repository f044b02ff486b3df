import { createServer, type Server } from 'node:http';
import { profiles } from '@openprepay/xmlvend';
import * as soap from 'soap';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startVendingService, type VendingService } from '../../test/service.js';
import { newMessageId, startTill, type Till } from '../../test/xmlvend-till.js';

let service: VendingService;
let till: Till;
let door: Server;
let origin: string;
beforeAll(async () => {
  service = await startVendingService();
  await service.publishDefaultTariff();
  till = await startTill(service, '100000.00');
  door = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.once('end', () => {
      const init = { method: request.method ?? 'GET', headers: headersOf(request.headers) };
      fetch(`${service.service.url}/v1${request.url}`, parts.length > 0 ? { ...init, body: Buffer.concat(parts) } : init)
        .then(async (answer) => {
          response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
          response.end(await answer.text());
        })
        .catch((error: unknown) => response.writeHead(502).end(String(error)));
    });
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(door.address() as { port: number }).port}`;
});
afterAll(async () => {
  door.close();
  await service.stop();
});

/** What a gateway passes on, and what it says itself. */
const headersOf = (headers: NodeJS.Dict<string | string[]>): Record<string, string> => ({
  ...(headers['content-type'] !== undefined && { 'content-type': String(headers['content-type']) }),
  'x-public-origin': origin,
});

const SERVED = [
  'advice',
  'cancelVend',
  'confirmCustomer',
  'confirmMeter',
  'creditVend',
  'custReportFault',
  'deposit',
  'endBatch',
  'fbe',
  'freeIssue',
  'meterCreditTransfer',
  'meterSpecificEng',
  'nonMeterSpecificEng',
  'payAcc',
  'reprint',
  'reprintDep',
  'reprintEndBatch',
  'startBatch',
  'totalBatch',
  'trialCreditVend',
  'updateMeterKey',
  'vendorStatement',
  'verify',
];

/** What a profile has beside them. */
const OWN: Partial<Record<(typeof profiles)[number], readonly string[]>> = { conlog: ['cancelPayAccount'], hexing: ['login'] };

describe.each(profiles)('the WSDL of the profile %s', (profile) => {
  it('names every operation that is served, and none that is not', async () => {
    const client = await soap.createClientAsync(`${origin}/xmlvend/${profile}?wsdl`);

    const { XMLVend } = client.describe() as { XMLVend: Record<string, Record<string, unknown>> };

    const wanted = [...SERVED, ...(OWN[profile] ?? [])].toSorted();
    expect(Object.keys(XMLVend).toSorted()).toEqual(['Soap11', 'Soap12']);
    for (const operations of Object.values(XMLVend)) expect(Object.keys(operations).toSorted()).toEqual(wanted);
    const text = await (await fetch(`${origin}/xmlvend/${profile}?WSDL`)).text();
    for (const unserved of ['DefCreditReq', 'MenuAccessReq', 'CmftReq', 'ImpulseVendReq']) expect(text).not.toContain(`"${unserved}"`);
  });

  it('lets a client that knows nothing else make a sale', async () => {
    const meterNumber = await service.meter();
    const { authCred } = till.asked();
    const client = await soap.createClientAsync(`${origin}/xmlvend/${profile}?wsdl`);
    const typed = (type: string, attributes: Record<string, string> = {}) => ({
      attributes: { ...attributes, 'xsi:type': type },
    });

    const [answer] = (await client['creditVendAsync']({
      'b:clientID': typed('b:EANDeviceID', { ean: '0000000000017' }),
      'b:terminalID': typed('b:GenericDeviceID', { id: 'T-01' }),
      'b:msgID': { attributes: newMessageId() },
      'b:authCred': { 'b:opName': authCred.opName, 'b:password': authCred.password },
      'b:resource': typed('b:Electricity'),
      'b:idMethod': { 'b:meterIdentifier': typed('b:MeterNumber', { msno: meterNumber }) },
      'r:purchaseValue': { ...typed('r:PurchaseValueCurrency'), 'r:amt': { attributes: { value: '100.00', symbol: 'KES' } } },
    })) as [{ creditVendReceipt: { attributes: { receiptNo: string } } }];

    const { body } = await service.call('GET', `/v1/vends?meterNumber=${meterNumber}`, { as: till.vendor });
    expect(body.items).toMatchObject([{ state: 'completed', receiptNumber: answer.creditVendReceipt.attributes.receiptNo }]);
  });
});

it('is of a profile that there is, and where nobody says how it is found the address is relative', async () => {
  const read = (path: string) => fetch(`${service.service.url}/v1/xmlvend/${path}`);
  expect((await read('acme?wsdl')).status).toBe(400);
  const plain = await read('plain');
  expect(plain.headers.get('content-type')).toMatch(/^text\/xml/);
  expect(await plain.text()).toContain('location="/xmlvend/plain"');
});
