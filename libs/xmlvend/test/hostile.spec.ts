import { describe, expect, it } from 'vitest';
import { MAX_DEPTH, MAX_ELEMENTS, MAX_MESSAGE_BYTES, profiles, readMessage, XmlvendError } from '../src/index.js';
import { sale } from './messages.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const SALE = sale();

/** The code and the part of what refuses this; a message that is read is a failure of the test. */
function refusal(body: string | Uint8Array, profile: (typeof profiles)[number] = 'plain'): Pick<XmlvendError, 'code' | 'part'> {
  try {
    readMessage(profile, typeof body === 'string' ? bytes(body) : body);
  } catch (error) {
    if (error instanceof XmlvendError) return { code: error.code, part: error.part };
    throw error;
  }
  throw new Error('it was read');
}

const withDtd = (dtd: string, inside = ''): string =>
  `<?xml version="1.0"?>${dtd}${SALE.replace('<?xml version="1.0" encoding="UTF-8"?>', '').replace('<opName>op', `<opName>${inside}`)}`;

describe('a hostile body is refused', () => {
  it('that expands entities', () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>`;

    expect(refusal(withDtd(bomb, '&c;')).code).toBe('xmlvend.dtd_refused');
  });

  it.each([
    ['an external entity', '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>', '&f;'],
    ['a parameter entity', '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1/x.dtd"> %p;]>', ''],
    ['an external DTD', '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">', ''],
    ['an empty DTD', '<!DOCTYPE x>', ''],
  ])('that has %s', (_what, dtd, inside) => {
    expect(refusal(withDtd(dtd, inside)).code).toBe('xmlvend.dtd_refused');
  });

  it('that uses an entity which nobody declared', () => {
    expect(refusal(SALE.replace('>op<', '>&nbsp;<')).code).toBe('xmlvend.not_well_formed');
  });

  it('that is larger than a message', () => {
    expect(refusal(new Uint8Array(MAX_MESSAGE_BYTES + 1).fill(0x20)).code).toBe('xmlvend.too_large');
    expect(refusal(new Uint8Array(MAX_MESSAGE_BYTES).fill(0x20)).code).toBe('xmlvend.not_well_formed');
  });

  it('that is deeper than a message, without a deep stack', () => {
    expect(refusal('<a>'.repeat(50_000)).code).toBe('xmlvend.too_deep');
    expect(refusal('<a>'.repeat(MAX_DEPTH + 1)).code).toBe('xmlvend.too_deep');
  });

  it('that has more elements, or more attributes of one, than a message', () => {
    expect(refusal(`<a>${'<b/>'.repeat(MAX_ELEMENTS)}</a>`).code).toBe('xmlvend.too_many_parts');
    expect(refusal(`<a ${Array.from({ length: 200 }, (_, at) => `a${at}="1"`).join(' ')}/>`).code).toBe('xmlvend.too_many_parts');
  });

  it.each([
    ['UTF-16 with a byte order mark', new Uint8Array([0xff, 0xfe, ...Buffer.from(SALE, 'utf16le')])],
    ['UTF-16 without one', Buffer.from(SALE, 'utf16le')],
    ['UTF-16 of the other order', Buffer.from(SALE, 'utf16le').swap16()],
    ['UTF-32', new Uint8Array([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0])],
    ['Latin-1 with an umlaut', Buffer.from(SALE.replace('>op<', '>öp<'), 'latin1')],
    ['UTF-8 that ends within a character', new Uint8Array([...bytes('<a>'), 0xc3])],
    ['a zero', bytes(SALE.replace('>op<', '>o\0p<'))],
  ])('that is written in %s', (_what, body) => {
    expect(refusal(new Uint8Array(body)).code).toBe('xmlvend.encoding_refused');
  });

  it('that announces another encoding or version of XML', () => {
    expect(refusal(SALE.replace('UTF-8', 'UTF-16')).code).toBe('xmlvend.encoding_refused');
    expect(refusal(SALE.replace('UTF-8', 'ISO-8859-1')).code).toBe('xmlvend.encoding_refused');
    expect(refusal(SALE.replace('version="1.0"', 'version="1.1"')).code).toBe('xmlvend.not_well_formed');
  });

  it.each([
    ['nothing', ''],
    ['JSON', '{"a":1}'],
    ['two documents', '<a/><b/>'],
    ['an element that is not closed', '<a><b></a>'],
    ['an attribute twice', '<a x="1" x="2"/>'],
    ['a prefix without a namespace', '<p:a/>'],
    ['a processing instruction', '<?xml-stylesheet href="x"?><a/>'],
    ['a character that XML does not have', '<a>\u0001</a>'],
    ['a reference to such a character', '<a>&#1;</a>'],
    ['the rest of a message', '</a>'],
    ['text after the message', '<a/>x'],
  ])('that is %s', (_what, body) => {
    expect(refusal(body).code).toBe('xmlvend.not_well_formed');
  });

  it.each([
    ['no envelope', '<a/>'],
    ['an envelope of another version', SALE.replace('http://schemas.xmlsoap.org/soap/envelope/', 'urn:soap')],
    ['an envelope without a body', '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"/>'],
    ['a body without a message', '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body/></e:Envelope>'],
    ['a body with two', '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><a/><a/></e:Body></e:Envelope>'],
  ])('that has %s', (_what, body) => {
    expect(refusal(body).code).toBe('xmlvend.not_soap');
  });

  it('whose header must be understood', () => {
    const header = '<e:Header><s:Security xmlns:s="urn:s" e:mustUnderstand="1"/></e:Header><e:Body>';

    expect(refusal(SALE.replace('<e:Body>', header))).toEqual({ code: 'xmlvend.header_not_understood', part: 's:Security' });
    expect(() => readMessage('plain', bytes(SALE.replace('<e:Body>', header.replace('"1"', '"0"'))))).not.toThrow();
  });
});

describe('what the tables do not have is refused by its name', () => {
  it.each<readonly [string, string, string, string]>([
    ['a message', 'r:creditVendReq', 'r:creditGiftReq', 'r:creditGiftReq'],
    ['an element', 'authCred>', 'authToken>', 'authToken'],
    ['an element in another namespace', 'purchaseValue', 'm:purchaseValue', 'm:purchaseValue'],
    ['an element of the base in the revenue namespace', '<msgID ', '<r:msgID ', 'r:msgID'],
    ['an attribute', 'uniqueNumber=', 'uniqueNo=', 'uniqueNo'],
    ['a type', 'xsi:type="MeterNumber"', 'xsi:type="MeterName"', 'MeterName'],
    ['a type with a prefix that stands for nothing', 'xsi:type="MeterNumber"', 'xsi:type="zz:MeterNumber"', 'zz:MeterNumber'],
    ['a type of another namespace', 'xsi:type="MeterNumber"', 'xsi:type="r:MeterNumber"', 'r:MeterNumber'],
    ['a type that cannot stand there', 'xsi:type="MeterNumber"', 'xsi:type="Cash"', 'Cash'],
    ['an abstract type', 'xsi:type="MeterNumber"', 'xsi:type="MeterIdentifier"', 'MeterIdentifier'],
    ['no type where it is abstract', ' xsi:type="Electricity"', '', 'resource'],
    ['an amount', 'value="100.00"', 'value="1e2"', 'value'],
    ['a number', 'uniqueNumber="4711"', 'uniqueNumber="0x10"', 'uniqueNumber'],
    ['text among elements', '<authCred>', '<authCred>free', 'authCred'],
    ['elements in text', '<opName>op', '<opName><b/>op', 'b'],
    ['a part that is missing', '<opName>op</opName>', '', 'opName'],
    ['a part twice', '<opName>op</opName>', '<opName>op</opName><opName>op</opName>', 'opName'],
  ])('%s', (_what, from, to, part) => {
    const body =
      from === 'purchaseValue' || from.endsWith('>') || from.startsWith('r:')
        ? SALE.replaceAll(from === 'purchaseValue' ? 'r:purchaseValue' : from, to)
        : SALE.replace(from, to);
    const closed = from === '<msgID ' ? body.replace('</msgID>', '</r:msgID>') : body;

    expect(refusal(closed)).toEqual({ code: 'xmlvend.schema', part });
  });

  it('what another profile has', () => {
    const login = SALE.replaceAll('r:creditVendReq', 'r:loginReq');

    expect(refusal(login)).toEqual({ code: 'xmlvend.schema', part: 'r:loginReq' });
    expect(refusal(SALE.replace('<clientID', '<vendingServerID>1</vendingServerID><clientID'))).toMatchObject({ part: 'vendingServerID' });
    expect(() => readMessage('conlog', bytes(SALE.replace('<clientID', '<vendingServerID>1</vendingServerID><clientID')))).not.toThrow();
  });

  it('and no refusal repeats more than a name’s beginning, or what stands in the message', () => {
    const long = 'x'.repeat(100_000);
    const { code, part } = refusal(SALE.replace('xsi:type="MeterNumber"', `xsi:type="${long}"`));

    expect({ code, length: part?.length }).toEqual({ code: 'xmlvend.schema', length: 80 });
    expect(refusal(SALE.replace('>secret<', '>secret<b/><')).part).toBe('b');
    expect(refusal(SALE.replace('xsi:type="MeterNumber"', `xsi:type="${'x'.repeat(79)}\u{10000}"`)).part).toBe('x'.repeat(79));
    expect(refusal(SALE.replaceAll('r:creditVendReq', `${'x'.repeat(79)}\u{10000}`)).part).toBe('x'.repeat(79));
  });

  it('names of JavaScript’s own', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(refusal(SALE.replace('<authCred>', `<${name}/><authCred>`)).part).toBe(name);
      expect(refusal(SALE.replace('xsi:type="MeterNumber"', `xsi:type="${name}"`)).part).toBe(name);
      expect(refusal(SALE.replace('ean=', `${name}="1" ean=`)).part).toBe(name);
      expect(refusal(SALE.replaceAll('r:creditVendReq', `r:${name}`)).part).toBe(`r:${name}`);
    }
  });
});

describe.each(profiles)('%s', (profile) => {
  it('refuses every beginning of a message, and never by anything but its own error', () => {
    for (let length = 0; length < SALE.length; length += 3) expect(() => refusal(SALE.slice(0, length), profile)).not.toThrow();
  });

  it('meets any one changed character with its own error or a message', () => {
    for (const wrong of ['<', '>', '&', '"', ':', '\0', ']]>', '\u{1F600}'])
      for (let at = 0; at < SALE.length; at += 7) {
        try {
          readMessage(profile, bytes(SALE.slice(0, at) + wrong + SALE.slice(at + 1)));
        } catch (error) {
          expect(error).toBeInstanceOf(XmlvendError);
        }
      }
  });
});
