import { namespaces, type ProfileName, spellings, XSI } from './profile.js';
import type { XmlElement } from './read-xml.js';
import { XmlvendError } from './xmlvend-error.js';

export type SoapVersion = '1.1' | '1.2';

const envelopes = {
  '1.1': 'http://schemas.xmlsoap.org/soap/envelope/',
  '1.2': 'http://www.w3.org/2003/05/soap-envelope',
} as const satisfies Record<SoapVersion, string>;

/** How an answer in each version is labelled. */
export const contentTypes = {
  '1.1': 'text/xml; charset=utf-8',
  '1.2': 'application/soap+xml; charset=utf-8',
} as const satisfies Record<SoapVersion, string>;

export interface Opened {
  readonly soap: SoapVersion;
  /** The one element in the body. */
  readonly content: XmlElement;
}

const notSoap = (what: string, part?: string): XmlvendError => new XmlvendError('xmlvend.not_soap', what, part);

/**
 * Opens an envelope of either version.
 * @throws {XmlvendError} `xmlvend.not_soap` where it is none, `xmlvend.header_not_understood` where a header must be understood: none is
 */
export function openEnvelope(root: XmlElement): Opened {
  const soap = (Object.keys(envelopes) as SoapVersion[]).find((version) => envelopes[version] === root.uri);
  if (!soap || root.local !== 'Envelope') throw notSoap('this is no SOAP envelope', root.tag);
  const uri = envelopes[soap];
  const parts = [...root.children];
  if (parts[0]?.local === 'Header' && parts[0].uri === uri) checkHeaders(parts.shift()!, uri);
  const [body] = parts;
  if (parts.length !== 1 || body?.local !== 'Body' || body.uri !== uri) throw notSoap('an envelope holds one Body', parts[0]?.tag);
  const [content] = body.children;
  if (body.children.length !== 1 || !content) throw notSoap('a Body holds one message', body.children[1]?.tag);
  return { soap, content };
}

function checkHeaders(header: XmlElement, uri: string): void {
  for (const { tag, qualified } of header.children) {
    if (/^(?:1|true)$/.test(qualified.get(`{${uri}}mustUnderstand`)?.trim() ?? ''))
      throw new XmlvendError('xmlvend.header_not_understood', 'no header is understood here', tag);
  }
}

/** Puts a message into an envelope. */
export function writeEnvelope({ profile, soap }: { readonly profile: ProfileName; readonly soap: SoapVersion }, body: string): string {
  const { prefixes, envelopePrefix: e } = spellings[profile];
  const declared = Object.entries(prefixes)
    .filter(([name]) => profile === 'conlog' || profile === 'itron' || !/^(?:conlog|eskom)/.test(name))
    .map(([name, prefix]) => ` xmlns${prefix === '' ? '' : `:${prefix}`}="${namespaces[name as keyof typeof namespaces]}"`)
    .join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${e}:Envelope xmlns:${e}="${envelopes[soap]}" xmlns:xsi="${XSI}"${declared}><${e}:Body>${body}</${e}:Body></${e}:Envelope>`;
}

/** Whether an element is the Fault of its version of SOAP. */
export const isFault = ({ soap, content }: Opened): boolean => content.local === 'Fault' && content.uri === envelopes[soap];
