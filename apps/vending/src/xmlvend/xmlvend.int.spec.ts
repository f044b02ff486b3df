import { gunzipSync, gzipSync } from 'node:zlib';
import { newMeterNumber } from '@openprepay/testing/meter';
import type { TestPrincipal } from '@openprepay/testing/identity';
import { faultsOf, MAX_MESSAGE_BYTES, type ProfileName, profiles, readAnswer } from '@openprepay/xmlvend';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REFUSED_GROUP, SILENT_GROUP, startVendingService, type VendingService } from '../../test/service.js';
import { newMessageId, startTill, type Till } from '../../test/xmlvend-till.js';

const OPERATOR: TestPrincipal = { roles: ['operator'] };

let service: VendingService;
let till: Till;
beforeAll(async () => {
  service = await startVendingService();
  await service.publishDefaultTariff();
  till = await startTill(service, '100000.00');
});
afterAll(() => service.stop());

const vendOf = async (key: string) =>
  (await service.call('GET', `/v1/vends?idempotencyKey=${encodeURIComponent(key)}`, { as: till.vendor })).body;
const keyOf = ({ dateTime, uniqueNumber }: { dateTime: string; uniqueNumber: string }) =>
  `xmlvend:ean.0000000000017:id.T-01:${dateTime}:${uniqueNumber}`;
const duplicate = (profile: ProfileName) => (faultsOf(profile).includes('DuplicateMsgIDEx') ? 'DuplicateMsgIDEx' : 'SystemEx');

describe.each(profiles)('by the profile %s', (profile) => {
  it('a sale has the lines, the units, the receipts’ series and the float of the same sale by REST', async () => {
    const meterNumber = await service.meter();
    const byRest = await service.call('POST', '/v1/vends', {
      as: till.vendor,
      headers: { 'idempotency-key': `rest-${profile}` },
      body: { meterNumber, tender: { amount: '100.00', currency: 'KES' }, paymentMethod: 'cash' },
    });
    const msgID = newMessageId();
    const { message } = await till.sold(profile, { meterNumber, msgID });

    const vend = await vendOf(keyOf(msgID));
    const { lines, units, tariff, tender, paymentMethod } = byRest.body;
    expect(vend).toMatchObject({ state: 'completed', lines, units, tariff, tender, paymentMethod, vendorId: till.vendor.vendorId });
    expect(BigInt(vend.receiptNumber)).toBe(BigInt(byRest.body.receiptNumber) + 1n);
    const { creditVendReceipt: receipt, clientStatus, reqMsgID, vendor: shop } = message.body;
    expect(shop?.address).toBe('Market Street');
    expect(reqMsgID).toEqual(msgID);
    expect(receipt).toMatchObject({
      receiptNo: vend.receiptNumber,
      transactions: {
        tx: [
          {
            type: 'CreditVendTx',
            amt: { value: '100.00', symbol: 'KES' },
            creditTokenIssue: {
              token: { type: 'STS1Token', stsCipher: vend.tokens[0].token },
              units: { value: units.value, siUnit: 'kWh' },
              meterDetail: { msno: meterNumber },
            },
            tariff: { name: 'FLAT' },
          },
        ],
        tenderAmt: { value: '100.00', symbol: 'KES' },
      },
    });
    const { body: vendor } = await service.call('GET', `/v1/vendors/${till.vendor.vendorId}`, { as: till.vendor });
    expect(clientStatus?.availCredit?.value).toBe(vendor.floatBalance);
    const { body: moved } = await service.call('GET', `/v1/vendors/${till.vendor.vendorId}/movements?limit=2`, { as: till.vendor });
    expect(moved.items).toMatchObject([
      { kind: 'vend', vendId: vend.vendId, amount: '-100.00' },
      { kind: 'vend', vendId: byRest.body.vendId, amount: '-100.00' },
    ]);
  });

  it('a message makes one sale, and none of another meter’s is ever told under its id', async () => {
    const [meterNumber, other] = [await service.meter(), await service.meter()];
    const msgID = newMessageId();
    const first = await till.sold(profile, { meterNumber, msgID });

    const second = await till.sold(profile, { meterNumber, msgID });
    const another = await till.refused(profile, till.sale({ meterNumber: other, msgID }));

    expect(second.message.body.creditVendReceipt).toEqual(first.message.body.creditVendReceipt);
    expect(another.fault?.fault.type).toBe(duplicate(profile));
    expect(JSON.stringify(another)).not.toContain(first.token);
    expect((await service.call('GET', `/v1/vends?meterNumber=${other}`, { as: till.vendor })).body.items).toEqual([]);
  });

  it('the last response is the sale, asked for in the other version of SOAP', async () => {
    const msgID = newMessageId();
    const sold = await till.sold(profile, { meterNumber: await service.meter(), msgID });

    for (const soap of ['1.2', '1.1', '1.2'] as const) {
      const advised = await till.ask(profile, till.advice('LastRespAdviceReq', msgID), soap);

      expect(advised).toMatchObject({
        soap,
        message: {
          element: 'adviceResp',
          body: { adviceReqMsgID: msgID, lastResponse: { creditVendReceipt: sold.message.body.creditVendReceipt } },
        },
      });
    }
    expect(await till.ask(profile, till.advice('ConfirmationAdviceReq', msgID))).toMatchObject({
      message: { body: { txConfirmed: true } },
    });
    expect((await till.refused(profile, till.advice('ReversalAdviceReq', msgID))).fault?.fault.type).toBe('ReversalEx');
  });

  it('a message that was never received is told so, and sells nothing should it still come', async () => {
    const meterNumber = await service.meter();
    const msgID = newMessageId();

    expect((await till.refused(profile, till.advice('LastRespAdviceReq', msgID))).fault?.fault.type).toBe('LastResponseEx');
    expect(await till.ask(profile, till.advice('ReversalAdviceReq', msgID))).toMatchObject({ message: { body: { txReversed: true } } });
    await till.refused(profile, till.sale({ meterNumber, msgID }));
    expect((await service.call('GET', `/v1/vends?meterNumber=${meterNumber}`, { as: till.vendor })).body.items).toEqual([]);
  });

  it('a set for another key is told to the customer, before the token that needs it', async () => {
    const meterNumber = await service.meter();
    const { body: change } = await service.call('POST', `/v1/meters/${meterNumber}/key-changes`, {
      as: { roles: ['engineer'] },
      body: { to: { keyRevision: 2 }, reason: 'the key is retiring' },
      headers: { 'idempotency-key': `key of ${meterNumber}` },
    });

    const { message } = await till.sold(profile, { meterNumber });

    const set = (change['tokens'] as readonly { token: string }[]).map(({ token }) => token);
    expect(message.body.custMsg).toContain(set.join(', '));
  });

  it('a sale that is still worked on is neither there nor never received', async () => {
    const meterNumber = await service.meter({ supplyGroupCode: SILENT_GROUP });
    const msgID = newMessageId();
    const waits = faultsOf(profile).includes('IndeterminantLastResponseEx') ? 'IndeterminantLastResponseEx' : 'SystemEx';

    expect((await till.refused(profile, till.sale({ meterNumber, msgID }))).fault?.fault.type).toBe(waits);
    for (const type of ['LastRespAdviceReq', 'ConfirmationAdviceReq', 'ReversalAdviceReq'] as const)
      expect((await till.refused(profile, till.advice(type, msgID))).fault?.fault.type).toBe(waits);
  });

  it('refusals have their faults, and store nothing', async () => {
    const poor = await startTill(service, '10.00');
    const meterNumber = await service.meter();
    const refusals: readonly (readonly [Till, Parameters<Till['sale']>[0], string, string?])[] = [
      [till, { meterNumber: newMeterNumber() }, 'UnknownMeterEx', 'VD.01010004'],
      [till, { meterNumber: '12345678901' }, 'MSNOCheckDigitEx', 'VD.01010004'],
      [till, { meterNumber: '1'.repeat(5_000) }, 'MSNOCheckDigitEx'],
      [till, { meterNumber: await service.meter({ supplyGroupCode: REFUSED_GROUP }) }, 'STSDataEx'],
      [till, { meterNumber, amount: '0' }, 'RequestAuthorisationEx'],
      [till, { meterNumber, amount: '-1' }, 'RequestAuthorisationEx'],
      [till, { meterNumber, amount: '9'.repeat(40) }, 'RequestAuthorisationEx'],
      [till, { meterNumber, currency: 'AZM' }, 'RequestAuthorisationEx'],
      [poor, { meterNumber }, 'VendorCreditEx', 'VD.17020006'],
    ];
    for (const [who, sale, fault, code] of refusals) {
      const refused = await who.refused(profile, who.sale(sale));
      expect([fault, refused.fault?.fault.type]).toEqual([fault, fault]);
      if (code) expect(refused.fault?.fault.faultCode).toBe(profile === 'hexing' ? code : undefined);
    }
    expect((await service.call('GET', `/v1/vends?meterNumber=${meterNumber}`, { as: OPERATOR })).body.items).toEqual([]);
  });

  it('confirms, tries, reprints, verifies and states without a sale', async () => {
    const meterNumber = await service.meter();
    const sold = await till.sold(profile, { meterNumber });
    const idMethod = { meterIdentifier: { type: 'MeterNumber', msno: meterNumber } } as const;
    const asked = (): ReturnType<Till['asked']> => till.asked();
    const meterDetail = {
      msno: meterNumber,
      sgc: expect.stringMatching(/^\d{6}$/),
      meterType: { at: expect.stringMatching(/^\d\d$/), tt: '02' },
    };

    expect(await till.ask(profile, { element: 'confirmMeterReq', body: { type: 'ConfirmMeterReq', ...asked(), idMethod } })).toMatchObject({
      message: { body: { confirmMeterResult: { meterDetail } } },
    });
    const customer = { type: 'ConfirmCustomerReq', ...asked(), idMethod: { type: 'VendIDMethod', ...idMethod } } as const;
    expect(await till.ask(profile, { element: 'confirmCustomerReq', body: customer })).toMatchObject({
      message: {
        body: { confirmCustResult: [{ meterDetail, custVendConfig: { canVend: true, minVendAmt: { value: '0.00', symbol: 'KES' } } }] },
      },
    });
    const { element: _sale, body } = till.sale({ meterNumber });
    const trial = await till.ask(profile, { element: 'trialCreditVendReq', body: { ...body, type: 'TrialCreditVendReq' } });
    expect(trial).toMatchObject({ message: { body: { creditVendReceipt: { transactions: { tx: [{ amt: { value: '100.00' } }] } } } } });
    expect(JSON.stringify(trial)).not.toContain('stsCipher');
    const reprint = { type: 'ReprintReq', ...asked(), idMethod: { type: 'VendIDMethod', ...idMethod } } as const;
    expect(await till.ask(profile, { element: 'reprintReq', body: reprint })).toMatchObject({
      message: { body: { reprint: [{ creditVendReceipt: sold.message.body.creditVendReceipt }] } },
    });
    const verify = { type: 'VerifyReq', ...asked(), token: { type: 'STS1Token', stsCipher: sold.token }, idMethod } as const;
    expect(await till.ask(profile, { element: 'verifyReq', body: verify })).toMatchObject({
      message: { body: { tokenInfo: { tokenID: expect.stringMatching(/^\d+$/), transferAmt: '100.0' } } },
    });
    for (const stsCipher of ['9'.repeat(20), '-'.repeat(100_000), '']) {
      const wrong = { ...verify, token: { type: 'STS1Token', stsCipher } } as const;
      expect((await till.refused(profile, { element: 'verifyReq', body: wrong })).fault?.fault.type).toBe('VerifyTokenEx');
    }
    const { body: vendor } = await service.call('GET', `/v1/vendors/${till.vendor.vendorId}`, { as: till.vendor });
    expect(await till.ask(profile, { element: 'vendorStatementReq', body: { type: 'VendorStatementReq', ...asked() } })).toMatchObject({
      message: { body: { statement: { accBal: { value: vendor.floatBalance }, lineItem: expect.arrayContaining([expect.anything()]) } } },
    });
    expect(await till.ask(profile, { element: 'depositReq', body: { type: 'DepositReq', ...asked() } })).toMatchObject({
      message: { body: { depSlip: { bankingRefNo: till.vendor.vendorId } } },
    });
    const unserved = { type: 'DefCreditReq', ...asked(), resource: { type: 'Electricity' }, idMethod } as const;
    expect((await till.refused(profile, { element: 'meterSpecificEngReq', body: unserved })).fault?.fault).toMatchObject({
      type: 'UseCaseSupportEx',
      desc: expect.stringContaining('DefCreditReq') as unknown,
    });
    expect((await service.call('GET', `/v1/vends?meterNumber=${meterNumber}`, { as: till.vendor })).body.items).toHaveLength(1);
  });

  it('a terminal that is revoked, or that shows another’s secret, does nothing from its next message on', async () => {
    const lost = await startTill(service, '1000.00');
    const meterNumber = await service.meter();
    await lost.sold(profile, { meterNumber });

    await service.call('POST', `/v1/terminals/${lost.terminalId}/revoke`, { as: OPERATOR });

    for (const message of [
      lost.sale({ meterNumber }),
      till.sale({ meterNumber, authCred: { opName: till.terminalId, password: 'guess' } }),
    ])
      expect((await till.refused(profile, message)).fault?.fault.type).toBe('ClientIDAuthorisationEx');
    expect((await service.call('GET', `/v1/vends?meterNumber=${meterNumber}`, { as: OPERATOR })).body.items).toHaveLength(1);
  });
});

it('a storm of repeats, with their answers dropped, makes one sale of each message', async () => {
  const meterNumbers = await Promise.all(Array.from({ length: 6 }, () => service.meter()));
  const messages = meterNumbers.map((meterNumber) => ({ meterNumber, msgID: newMessageId() }));
  const storm = Array.from({ length: 5 }, () => messages).flat();

  await Promise.allSettled(
    storm.map((sale, at) => till.send('conlog', till.sale(sale), at % 3 === 0 ? AbortSignal.timeout(5 + at) : undefined)),
  );

  for (const { meterNumber, msgID } of messages) {
    const { token } = await till.sold('conlog', { meterNumber, msgID });
    const { body } = await service.call('GET', `/v1/vends?meterNumber=${meterNumber}`, { as: till.vendor });
    expect(body.items).toMatchObject([{ tokens: [{ token }] }]);
    expect(body.items).toHaveLength(1);
  }
});

const envelope = (body: string, header = ''): string =>
  `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>${header}</e:Header><e:Body>${body}</e:Body></e:Envelope>`;

describe('hostile bodies are faults', () => {
  const post = (body: Uint8Array | string, headers: Record<string, string> = {}, profile = 'plain'): Promise<Response> =>
    fetch(`${service.service.url}/v1/xmlvend/${profile}`, {
      method: 'POST',
      headers: { 'content-type': 'text/xml', ...headers },
      body: body as string,
    });

  it.each<[string, Uint8Array | string, Record<string, string>?]>([
    ['nothing', ''],
    ['no XML', 'hello'],
    ['JSON', '{"a":1}'],
    ['entities', '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'],
    ['an external entity', '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'],
    [
      'a bomb of entities',
      `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">${['b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name, at) => `<!ENTITY ${name} "${`&${'abcdefg'[at]};`.repeat(10)}">`).join('')}]><x>&h;</x>`,
    ],
    ['wrong namespaces', envelope('<creditVendReq xmlns="http://example.org/xmlvend/revenue/2.1/schema"/>')],
    ['a namespace of another message', envelope('<creditVendReq xmlns="http://www.nrs.eskom.co.za/xmlvend/meter/2.1/schema"/>')],
    ['no namespace', envelope('<creditVendReq/>')],
    [
      'a signature that was stripped',
      envelope(
        '<x/>',
        '<w:Security xmlns:w="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" e:mustUnderstand="1"/>',
      ),
    ],
    ['UTF-16', Buffer.from('\uFEFF<a/>', 'utf16le')],
    ['no UTF-8', new Uint8Array([0x3c, 0x61, 0xff, 0x3e])],
    ['a zero', '<a>\0</a>'],
    ['depth', '<a>'.repeat(60_000)],
    ['no envelope', '<a/>'],
    ['a bomb', gzipSync(Buffer.alloc(20 * MAX_MESSAGE_BYTES, 0x20)), { 'content-encoding': 'gzip' }],
    ['no gzip', 'plain', { 'content-encoding': 'gzip' }],
  ])('%s', async (_what, body, headers) => {
    for (const profile of profiles) {
      const answer = await post(body, headers, profile);

      expect(answer.status).toBe(200);
      expect(readAnswer(profile, new Uint8Array(await answer.arrayBuffer()))).toMatchObject({
        fault: { fault: { type: 'XMLVendSchemaEx' } },
      });
    }
  });

  it('and ten megabytes are refused before they are read, announced or not', async () => {
    const big = new Uint8Array(10 * 1_048_576).fill(0x20);
    const unannounced = new ReadableStream({
      start(stream) {
        for (let at = 0; at < big.length; at += 1_048_576) stream.enqueue(big.subarray(at, at + 1_048_576));
        stream.close();
      },
    });
    const statuses = await Promise.all([
      post(big).then(({ status }) => status),
      fetch(`${service.service.url}/v1/xmlvend/plain`, {
        ...{ method: 'POST', headers: { 'content-type': 'text/xml' }, body: unannounced },
        duplex: 'half',
      }).then(
        ({ status }) => status,
        () => 'closed',
      ),
    ]);
    expect(statuses[0]).toBe(413);
    expect([413, 'closed']).toContain(statuses[1]);
  });

  it('in the version of SOAP that was spoken, also where nothing else was understood', async () => {
    const e = 'http://www.w3.org/2003/05/soap-envelope';
    const unknown = `${'x'.repeat(79)}\u{10000}`;
    const answer = await post(`<e:Envelope xmlns:e="${e}"><e:Body><${unknown}/></e:Body></e:Envelope>`, {
      'content-type': 'application/soap+xml',
    });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^application\/soap\+xml/);
    expect(readAnswer('plain', new Uint8Array(await answer.arrayBuffer()))).toMatchObject({
      soap: '1.2',
      fault: { fault: { type: 'XMLVendSchemaEx' } },
    });
  });

  it('and what is no message of the door at all is refused before it is read', async () => {
    expect((await post(new Uint8Array(MAX_MESSAGE_BYTES + 1).fill(0x20))).status).toBe(413);
    expect((await post('<a/>', {}, 'acme')).status).toBe(400);
    expect((await post('{}', { 'content-type': 'application/json' })).status).toBe(415);
  });
});

it('packs and unpacks where a till asks for it', async () => {
  const { xml } = till.written('conlog', till.sale({ meterNumber: await service.meter() }));
  const answer = await till.raw('conlog', gzipSync(xml), { 'content-encoding': 'gzip', 'accept-encoding': 'gzip' });

  expect(answer.headers['content-encoding']).toBe('gzip');
  expect(readAnswer('conlog', gunzipSync(answer.body))).toMatchObject({ message: { element: 'creditVendResp' } });
});
