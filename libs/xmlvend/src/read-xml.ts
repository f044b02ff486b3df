import { SaxesParser, type SaxesTagNS } from 'saxes';
import { XSI } from './profile.js';
import { XmlvendError } from './xmlvend-error.js';

/** Bytes of one message; more is refused before anything of it is looked at. */
export const MAX_MESSAGE_BYTES = 262_144;
/** Elements within elements: the deepest real message has some fifteen. */
export const MAX_DEPTH = 32;
/** Elements of one message. */
export const MAX_ELEMENTS = 8_192;
/** Attributes of one element. */
export const MAX_ATTRIBUTES = 32;

export interface XmlElement {
  /** As it was written, for telling people about it. */
  readonly tag: string;
  readonly local: string;
  readonly uri: string;
  /** Attributes in no namespace. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Attributes in one, by `{uri}local`. */
  readonly qualified: ReadonlyMap<string, string>;
  /** What xsi:type says: the prefix as it was written, the namespace that it stands for here, the name. */
  readonly type: { readonly prefix: string; readonly uri: string | undefined; readonly local: string } | undefined;
  readonly nil: boolean;
  readonly children: XmlElement[];
  text: string;
}

const NAMESPACES = 'http://www.w3.org/2000/xmlns/';
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/**
 * Reads one XML document: UTF-8, no DTD, no processing instructions, within limits. Entities other than XML's five are not well-formed
 * here, so nothing expands.
 * @throws {XmlvendError} `xmlvend.too_large`, `xmlvend.encoding_refused`, `xmlvend.dtd_refused`, `xmlvend.not_well_formed`,
 *   `xmlvend.too_deep`, `xmlvend.too_many_parts`
 */
export function readXml(bytes: Uint8Array): XmlElement {
  if (bytes.byteLength > MAX_MESSAGE_BYTES) throw new XmlvendError('xmlvend.too_large', `a message has at most ${MAX_MESSAGE_BYTES} bytes`);
  const text = decode(bytes);
  const tree = new Tree();
  const parser = new SaxesParser({ xmlns: true, position: false });
  parser.on('error', (error) => {
    throw new XmlvendError('xmlvend.not_well_formed', 'this is no well-formed XML', undefined, { cause: error });
  });
  parser.on('xmldecl', ({ encoding, version }) => {
    if (version !== '1.0') throw new XmlvendError('xmlvend.not_well_formed', 'only XML 1.0 is read');
    if (encoding !== undefined && !/^(?:utf-8|us-ascii)$/i.test(encoding)) throw wrongEncoding();
  });
  parser.on('doctype', () => {
    throw new XmlvendError('xmlvend.dtd_refused', 'a message has no document type declaration');
  });
  parser.on('processinginstruction', () => {
    throw new XmlvendError('xmlvend.not_well_formed', 'a message has no processing instructions');
  });
  parser.on('opentag', (tag) => tree.open(tag, (prefix) => parser.resolve(prefix)));
  parser.on('closetag', () => tree.close());
  parser.on('text', (part) => tree.text(part));
  parser.on('cdata', (part) => tree.text(part));
  parser.write(text).close();
  if (!tree.root) throw new XmlvendError('xmlvend.not_well_formed', 'this is no well-formed XML');
  return tree.root;
}

const wrongEncoding = (): XmlvendError => new XmlvendError('xmlvend.encoding_refused', 'a message is written in UTF-8');

function decode(bytes: Uint8Array): string {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch (error) {
    throw new XmlvendError('xmlvend.encoding_refused', 'a message is written in UTF-8', undefined, { cause: error });
  }
  // UTF-16 of Latin text is valid UTF-8 with a zero at every other place, where it has no byte order mark
  if (text.includes('\0')) throw wrongEncoding();
  return text;
}

class Tree {
  root: XmlElement | undefined;
  private readonly open_: XmlElement[] = [];
  private elements = 0;

  open(tag: SaxesTagNS, resolve: (prefix: string) => string | undefined): void {
    if (this.open_.length >= MAX_DEPTH) throw new XmlvendError('xmlvend.too_deep', `a message is at most ${MAX_DEPTH} elements deep`);
    this.elements += 1;
    if (this.elements > MAX_ELEMENTS || Object.keys(tag.attributes).length > MAX_ATTRIBUTES)
      throw new XmlvendError('xmlvend.too_many_parts', 'a message has no more parts than that');
    const element = elementOf(tag, resolve);
    this.open_.at(-1)?.children.push(element);
    this.root ??= element;
    this.open_.push(element);
  }

  text(part: string): void {
    const at = this.open_.at(-1);
    if (at) at.text += part;
  }

  close(): void {
    this.open_.pop();
  }
}

function elementOf(tag: SaxesTagNS, resolve: (prefix: string) => string | undefined): XmlElement {
  const attributes = new Map<string, string>();
  const qualified = new Map<string, string>();
  for (const { uri, local, prefix, value } of Object.values(tag.attributes)) {
    if (uri === NAMESPACES || prefix === 'xmlns') continue;
    if (uri === '') attributes.set(local, value);
    else qualified.set(`{${uri}}${local}`, value);
  }
  const written = qualified.get(`{${XSI}}type`)?.trim();
  const colon = written?.indexOf(':') ?? -1;
  const prefix = written?.slice(0, Math.max(colon, 0)) ?? '';
  return {
    tag: tag.name,
    local: tag.local,
    uri: tag.uri,
    attributes,
    qualified,
    type: written === undefined ? undefined : { prefix, uri: prefix === '' ? undefined : resolve(prefix), local: written.slice(colon + 1) },
    nil: /^(?:true|1)$/.test(qualified.get(`{${XSI}}nil`)?.trim() ?? ''),
    children: [],
    text: '',
  };
}
