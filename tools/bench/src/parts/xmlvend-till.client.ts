import { Agent, request } from 'node:http';
import type { Sale, SaleAnswer, Till } from './till.js';

const TIMEOUT_MS = 30_000;
const NAMESPACES =
  'xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://www.nrs.eskom.co.za/xmlvend/base/2.1/schema" xmlns:r="http://www.nrs.eskom.co.za/xmlvend/revenue/2.1/schema"';

/** What a terminal signs in by. */
export interface Terminal {
  readonly terminalId: string;
  readonly secret: string;
}

/** One till that speaks XMLVend: one connection that is kept, one sale at a time. It writes by hand, for it runs beside what it measures. */
export class XmlvendTill implements Till {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });
  private readonly url: URL;

  constructor(
    gatewayUrl: string,
    private readonly terminal: Terminal,
  ) {
    this.url = new URL('/xmlvend/plain', gatewayUrl);
  }

  sell(sale: Sale): Promise<SaleAnswer> {
    const body = this.written(sale);
    const headers = { 'content-type': 'text/xml; charset=utf-8', 'content-length': Buffer.byteLength(body) };
    return new Promise((resolve, reject) => {
      const call = request(this.url, { method: 'POST', agent: this.agent, headers, timeout: TIMEOUT_MS }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.once('error', reject).once('end', () => resolve(answerIn(response.statusCode ?? 0, text)));
      });
      call.once('timeout', () => call.destroy(new Error(`no answer in ${TIMEOUT_MS} ms`)));
      call.once('error', reject);
      call.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }

  private written({ meterNumber, amount, currency, key }: Sale): string {
    const { terminalId, secret } = this.terminal;
    return (
      `<e:Envelope ${NAMESPACES}><e:Body><r:creditVendReq><clientID xsi:type="EANDeviceID" ean="0000000000017"/>` +
      `<terminalID xsi:type="GenericDeviceID" id="${terminalId}"/><msgID dateTime="${key}" uniqueNumber="1"/>` +
      `<authCred><opName>${terminalId}</opName><password>${secret}</password></authCred><resource xsi:type="Electricity"/>` +
      `<idMethod xsi:type="VendIDMethod"><meterIdentifier xsi:type="MeterNumber" msno="${meterNumber}"/></idMethod>` +
      `<r:purchaseValue xsi:type="r:PurchaseValueCurrency"><r:amt value="${amount}" symbol="${currency}"/></r:purchaseValue>` +
      '</r:creditVendReq></e:Body></e:Envelope>'
    );
  }
}

/** What REST would have answered. */
function answerIn(status: number, text: string): SaleAnswer {
  if (text.includes('creditVendResp')) return { status: 201, code: '' };
  if (text.includes('the token is not there yet')) return { status: 202, code: '' };
  return { status: status === 200 ? 409 : status, code: /([a-z-]+\.[a-z_]+): /.exec(text)?.[1] ?? '' };
}
