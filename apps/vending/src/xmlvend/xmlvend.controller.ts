import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import { TILL_CERTIFICATE_HEADER, TILL_HEADER } from '@openprepay/contracts/http/vending-xmlvend';
import { present } from '@openprepay/contracts/present';
import { answer, Endpoint, Input, type Reply } from '@openprepay/runtime/endpoint';
import type { VouchedMessage } from '@openprepay/runtime/vouched-certificate';
import { contentTypes, MAX_MESSAGE_BYTES } from '@openprepay/xmlvend';
import { AnswerTill } from './answer-till.js';
import { ShowWsdl } from './show-wsdl.js';

const { answerTill, describeXmlvend } = vendingApi.endpoints;
const unpack = promisify(gunzip);
const pack = promisify(gzip);
const NOTHING = new Uint8Array();

/** The door of tills that speak XMLVend: always 200, a fault is in the answer. */
@Controller()
export class XmlvendController {
  constructor(
    @Inject(AnswerTill) private readonly answerTill: AnswerTill,
    @Inject(ShowWsdl) private readonly showWsdl: ShowWsdl,
  ) {}

  @Endpoint(describeXmlvend)
  async describe(@Input() { params, headers }: Input<typeof describeXmlvend>): Promise<Reply<typeof describeXmlvend>> {
    const wsdl = this.showWsdl.execute(params.profile, headers['x-public-origin']);
    return answer(200, wsdl, { 'content-type': contentTypes['1.1'] });
  }

  @Endpoint(answerTill)
  async answer(@Input() { params, headers, body }: Input<typeof answerTill>): Promise<Reply<typeof answerTill>> {
    const sent = body instanceof Uint8Array ? body : NOTHING;
    const statement = headers[TILL_CERTIFICATE_HEADER];
    const vouched = statement === undefined ? undefined : { statement, message: messageOf(params.profile, sent) };
    const message = await unpacked(sent, headers['content-encoding']);
    const { xml, contentType: type, terminalId } = await this.answerTill.execute(params.profile, message, vouched);
    const said = present({ 'content-type': type, [TILL_HEADER]: terminalId });
    if (!/\bgzip\b/.test(headers['accept-encoding'] ?? '')) return answer(200, xml, said);
    return answer(200, await pack(xml), { ...said, 'content-encoding': 'gzip' });
  }
}

/** As the gateway has vouched for it. */
const messageOf = (profile: string, body: Uint8Array): VouchedMessage => ({
  method: answerTill.method,
  path: answerTill.path.replace(':profile', profile),
  body,
});

/** Unpacked to no more than a message may have; what cannot be unpacked is no message. */
async function unpacked(body: Uint8Array, encoding: string | undefined): Promise<Uint8Array> {
  if (encoding?.trim().toLowerCase() !== 'gzip') return body;
  return unpack(body, { maxOutputLength: MAX_MESSAGE_BYTES }).catch(() => NOTHING);
}
