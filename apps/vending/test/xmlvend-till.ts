import { request } from 'node:http';
import { randomInt } from 'node:crypto';
import type { TestPrincipal } from '@openprepay/testing/identity';
import { type Message, type ProfileName, readAnswer, type SoapVersion, type Value, writeMessage } from '@openprepay/xmlvend';
import type { VendingService } from './service.js';

const OPERATOR: TestPrincipal = { roles: ['operator'] };

let messages = 0;
/** No two are the same. */
export const newMessageId = () => ({
  dateTime: `20261102${String(randomInt(1_000_000)).padStart(6, '0')}`,
  uniqueNumber: String(++messages),
});

interface TillSale {
  readonly meterNumber: string;
  readonly amount?: string;
  readonly currency?: string;
  readonly msgID?: Value<'MsgID'>;
  readonly authCred?: Value<'AuthCred'>;
}

type Answer = ReturnType<typeof readAnswer>;

/** A vendor with a float, and a terminal of it that speaks XMLVend. */
export async function startTill(service: VendingService, float: string, utility: Partial<TestPrincipal> = {}) {
  const as = { ...OPERATOR, ...utility };
  const post = async (path: string, body: unknown) => (await service.call('POST', path, { as, body })).body;
  const { vendorId } = await post('/v1/vendors', { name: `Shop ${++messages}` });
  await post(`/v1/vendors/${vendorId}/deposits`, { amount: float, currency: 'KES', reference: `till ${vendorId}` });
  const { outletId } = await post(`/v1/vendors/${vendorId}/outlets`, { name: 'Market Street' });
  const { terminalId, secret } = await post(`/v1/outlets/${outletId}/terminals`, { name: 'Till 1' });

  const asked = (msgID: Value<'MsgID'> = newMessageId()) => ({
    clientID: { type: 'EANDeviceID', ean: '0000000000017' } as const,
    terminalID: { type: 'GenericDeviceID', id: 'T-01' } as const,
    msgID,
    authCred: { opName: terminalId as string, password: secret as string },
  });
  const sale = ({ meterNumber, amount = '100.00', currency = 'KES', msgID, authCred }: TillSale) =>
    ({
      element: 'creditVendReq',
      body: {
        type: 'CreditVendReq',
        ...asked(msgID),
        ...(authCred && { authCred }),
        resource: { type: 'Electricity' },
        idMethod: { meterIdentifier: { type: 'MeterNumber', msno: meterNumber } },
        purchaseValue: { type: 'PurchaseValueCurrency', amt: { value: amount, symbol: currency } },
      },
    }) as const satisfies Message;
  const advice = (type: 'LastRespAdviceReq' | 'ConfirmationAdviceReq' | 'ReversalAdviceReq', adviceReqMsgID: Value<'MsgID'>): Message => ({
    element: 'adviceReq',
    body: { type, ...asked(), adviceReqMsgID },
  });
  const written = (profile: ProfileName, message: Message, soap: SoapVersion = '1.1') => ({
    xml: writeMessage({ profile, soap }, message),
    contentType: soap === '1.1' ? 'text/xml; charset=utf-8' : 'application/soap+xml; charset=utf-8',
  });
  const send = async (profile: ProfileName, message: Message, signal?: AbortSignal, soap: SoapVersion = '1.1'): Promise<Answer> => {
    const { xml, contentType } = written(profile, message, soap);
    const answer = await fetch(`${service.service.url}/v1/xmlvend/${profile}`, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: xml,
      signal: signal ?? null,
    });
    if (answer.status !== 200 || !answer.headers.get('content-type')?.startsWith(contentType.split(';', 1)[0]!))
      throw new Error(`${answer.status} ${await answer.text()}`);
    return readAnswer(profile, new Uint8Array(await answer.arrayBuffer()));
  };
  const ask = async (profile: ProfileName, message: Message, soap?: SoapVersion) => {
    const answer = await send(profile, message, undefined, soap);
    if (!('message' in answer)) throw new Error(`refused: ${answer.reason}`);
    return answer;
  };

  return {
    terminalId: terminalId as string,
    vendor: { roles: ['vendor'], vendorId: vendorId as string } satisfies TestPrincipal,
    asked,
    sale,
    advice,
    written,
    send,
    ask,
    /** @throws {Error} where it was not refused */
    refused: async (profile: ProfileName, message: Message) => {
      const answer = await send(profile, message);
      if ('message' in answer) throw new Error('it was not refused');
      return answer;
    },
    /** @throws {Error} where nothing was sold */
    sold: async (profile: ProfileName, wanted: TillSale) => {
      const { message } = await ask(profile, sale(wanted));
      if (message.element !== 'creditVendResp') throw new Error(message.element);
      const tx = message.body.creditVendReceipt?.transactions?.tx?.find((one) => one.type === 'CreditVendTx');
      const token = tx?.creditTokenIssue?.token;
      if (token?.type !== 'STS1Token') throw new Error('no token');
      return { message, token: token.stsCipher };
    },
    /** As it goes over the wire: nothing is unpacked. */
    raw: (profile: ProfileName, body: Uint8Array, headers: Readonly<Record<string, string>>) =>
      new Promise<{ readonly headers: Readonly<Record<string, unknown>>; readonly body: Buffer }>((resolve, reject) => {
        const call = request(
          `${service.service.url}/v1/xmlvend/${profile}`,
          { method: 'POST', headers: { 'content-type': 'text/xml', 'content-length': body.byteLength, ...headers } },
          (response) => {
            const parts: Buffer[] = [];
            response.on('data', (part: Buffer) => parts.push(part));
            response.once('end', () => resolve({ headers: response.headers, body: Buffer.concat(parts) })).once('error', reject);
          },
        );
        call.once('error', reject);
        call.end(body);
      }),
  };
}
export type Till = Awaited<ReturnType<typeof startTill>>;
