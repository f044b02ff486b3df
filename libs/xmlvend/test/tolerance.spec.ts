import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswer, readMessage } from '../src/index.js';
import { namespaces, XSI } from '../src/profile.js';
import { readXml, type XmlElement } from '../src/read-xml.js';
import { sale } from './messages.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const SALE = sale();
const read = readMessage('conlog', bytes(SALE));

const bodyOf = (xml: string): unknown => readMessage('conlog', bytes(xml)).message.body;

describe('what real clients send is read', () => {
  it('a sale is what it says', () => {
    expect(read).toEqual({
      soap: '1.1',
      message: {
        element: 'creditVendReq',
        body: {
          type: 'CreditVendReq',
          clientID: { type: 'EANDeviceID', ean: '0000000000017' },
          terminalID: { type: 'GenericDeviceID', id: 'T-01' },
          msgID: { dateTime: '20261102081500', uniqueNumber: '4711' },
          authCred: { opName: 'op', password: 'secret' },
          resource: { type: 'Electricity' },
          idMethod: { meterIdentifier: { type: 'MeterNumber', msno: '01234567897' } },
          purchaseValue: { type: 'PurchaseValueCurrency', amt: { value: '100.00', symbol: 'KES' } },
        },
      },
    });
  });

  it('a sale in SOAP 1.1 and its advice in SOAP 1.2', () => {
    const advice = SALE.replace('http://schemas.xmlsoap.org/soap/envelope/', 'http://www.w3.org/2003/05/soap-envelope')
      .replace('<r:creditVendReq>', '<adviceReq xsi:type="LastRespAdviceReq">')
      .replace('</r:creditVendReq>', '<adviceReqMsgID dateTime="20261102081500" uniqueNumber="4711"/></adviceReq>')
      .replace(/<resource.*<\/r:purchaseValue>/, '');

    expect(readMessage('conlog', bytes(advice))).toMatchObject({
      soap: '1.2',
      message: { element: 'adviceReq', body: { type: 'LastRespAdviceReq', adviceReqMsgID: { uniqueNumber: '4711' } } },
    });
  });

  it('types without a prefix, or with any prefix of the right namespace', () => {
    expect(bodyOf(SALE.replace('"r:PurchaseValueCurrency"', '"PurchaseValueCurrency"'))).toEqual(read.message.body);
    const prefixed = SALE.replace('xsi:type="MeterNumber"', `xmlns:b7="${namespaces.base}" xsi:type=" b7:MeterNumber "`);
    expect(bodyOf(prefixed)).toEqual(read.message.body);
  });

  it.each(['20261102081500', '202611020815', '02112026081500', '20261102081500123', 'whenever'])(
    'the time of a message written as %s',
    (dateTime) => {
      expect(bodyOf(SALE.replace('dateTime="20261102081500"', `dateTime="${dateTime}"`))).toMatchObject({ msgID: { dateTime } });
    },
  );

  it('an empty new password', () => {
    expect(bodyOf(SALE.replace('</password>', '</password><newPassword/>'))).toMatchObject({ authCred: { newPassword: '' } });
  });

  it('an EAN that is none', () => {
    expect(bodyOf(SALE.replace('0000000000017', 'VUPSB'))).toMatchObject({ clientID: { ean: 'VUPSB' } });
  });

  it('a namespace that is declared on each element', () => {
    const each = SALE.replace(` xmlns="${namespaces.base}"`, '').replaceAll(
      /<(clientID|terminalID|msgID|authCred|resource|idMethod)/g,
      `<$1 xmlns="${namespaces.base}"`,
    );

    expect(bodyOf(each)).toEqual(read.message.body);
  });

  it('parts in another order, with parts that are nil', () => {
    const [, resource] = /(<resource[^>]*>)/.exec(SALE)!;
    const moved = SALE.replace(resource!, '').replace('<clientID', `${resource}<clientID`);

    expect(bodyOf(moved.replace('</r:creditVendReq>', '<r:payType xsi:nil="true"/></r:creditVendReq>'))).toEqual(read.message.body);
  });

  it('a byte order mark, comments, CDATA, another declaration and space around everything', () => {
    const spaced = SALE.replaceAll('><', '>\r\n\t<').replace('<opName>op', '<opName><!-- who --><![CDATA[op]]>');

    expect(
      bodyOf(
        `\uFEFF${spaced.replace('<?xml version="1.0" encoding="UTF-8"?>', "<?xml version='1.0' encoding='utf-8' standalone='yes'?>")}\n`,
      ),
    ).toEqual(read.message.body);
  });

  it('the same message however its prefixes, attributes and spaces are shuffled', () => {
    const tree = readXml(bytes(SALE));
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(999)), (chance) => {
        const next = (): number => chance.next().value;

        expect(bodyOf(shuffled(tree, next))).toEqual(read.message.body);
      }),
      { numRuns: 300 },
    );
  });
});

/** Writes a tree with a prefix of its own for each element, or none, and its attributes in any order. */
function shuffled(element: XmlElement, next: () => number): string {
  const prefix = next() % 3 === 0 ? '' : `p${next()}`;
  const tag = prefix === '' ? element.local : `${prefix}:${element.local}`;
  const type = element.type && `${next() % 2 === 0 && element.type.uri ? `t${0}:` : ''}${element.type.local}`;
  const attributes = [
    `xmlns${prefix === '' ? '' : `:${prefix}`}="${element.uri}"`,
    ...[...element.attributes].map(([name, value]) => `${name}='${value}'`),
    ...(type === undefined
      ? []
      : [`xmlns:x="${XSI}"`, `x:type="${type}"`, ...(element.type?.uri ? [`xmlns:t0="${element.type.uri}"`] : [])]),
  ].sort(() => (next() % 2) - 0.5);
  const space = (): string => ' \n\t'.slice(0, next() % 4);
  const inside =
    element.children.length > 0 ? element.children.map((child) => space() + shuffled(child, next)).join('') + space() : element.text;
  return `<${tag} ${space()}${attributes.join(` ${space()}`)}${space()}>${inside}</${tag}>`;
}

describe('a fault is read in any spelling', () => {
  const inside =
    '<b:dispHeader>ONLINE ERROR</b:dispHeader><b:fault xsi:type="b:UnknownMeterEx"><b:desc>010038 no such meter</b:desc></b:fault>';
  it.each([
    ['with a capital and without a namespace', `<XMLVendFaultResp>${inside}</XMLVendFaultResp>`],
    ['in the base namespace', `<b:xmlvendFaultResp>${inside}</b:xmlvendFaultResp>`],
  ])('%s', (_what, detail) => {
    const xml = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="${XSI}" xmlns:b="${namespaces.base}"><e:Body><e:Fault><faultcode>e:Client</faultcode><faultstring>no</faultstring><detail>${detail}</detail></e:Fault></e:Body></e:Envelope>`;

    expect(readAnswer('conlog', bytes(xml))).toEqual({
      soap: '1.1',
      reason: 'no',
      fault: { dispHeader: 'ONLINE ERROR', fault: { type: 'UnknownMeterEx', desc: '010038 no such meter' } },
    });
  });
});
