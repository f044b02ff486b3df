import { faultDetail, readFault, type ReadFault } from './fault.js';
import { modelOf, type RootModel } from './model.js';
import type { ProfileName } from './profile.js';
import { checkNamespace, readValue } from './read-value.js';
import { readXml, type XmlElement } from './read-xml.js';
import { isFault, openEnvelope, type SoapVersion, writeEnvelope } from './soap.js';
import type { Message, RootName } from './value.js';
import { qualify, writeValue } from './write-value.js';
import { XmlvendError } from './xmlvend-error.js';

export interface ReadMessage {
  readonly soap: SoapVersion;
  readonly message: Message;
}

/** How a message is to be written. */
export interface Dialect {
  readonly profile: ProfileName;
  readonly soap: SoapVersion;
}

/**
 * Reads a SOAP message of either version as a profile's.
 * @throws {XmlvendError} as `readXml`, `openEnvelope` and `readValue` do; `xmlvend.schema` also where the profile has no such message
 */
export function readMessage(profile: ProfileName, bytes: Uint8Array): ReadMessage {
  const { soap, content } = openEnvelope(readXml(bytes));
  return { soap, message: readRoot(profile, content) };
}

/**
 * Reads what a server has answered: a message, or the fault in place of one.
 * @throws {XmlvendError} as `readMessage`
 */
export function readAnswer(profile: ProfileName, bytes: Uint8Array): ReadMessage | ({ readonly soap: SoapVersion } & ReadFault) {
  const opened = openEnvelope(readXml(bytes));
  if (!isFault(opened)) return { soap: opened.soap, message: readRoot(profile, opened.content) };
  return { soap: opened.soap, ...readFault(profile, faultDetail(opened)) };
}

function readRoot(profile: ProfileName, element: XmlElement): Message {
  const model = modelOf(profile);
  const root = model.roots.get(element.local);
  if (!root) throw new XmlvendError('xmlvend.schema', `${element.tag.slice(0, 80)}: no such message`, element.tag.slice(0, 80));
  checkNamespace(element, root.namespace);
  // The tables were followed part by part: what they say of the type is what the compiler makes of them.
  return { element: root.name, body: readValue(model, element, { asked: root.type, named: true }) } as unknown as Message;
}

/**
 * Writes a message as a profile's servers and clients do: UTF-8, parts in the order of the tables.
 * @throws {XmlvendError} `xmlvend.unwritable`
 */
export function writeMessage(dialect: Dialect, { element, body }: Message): string {
  const model = modelOf(dialect.profile);
  const root: RootModel | undefined = model.roots.get(element satisfies RootName);
  if (!root) throw new XmlvendError('xmlvend.unwritable', `${dialect.profile} has no ${element}`, element);
  const tag = qualify(model, root.namespace, root.name);
  const named = model.types.get(root.type)!.abstract || dialect.profile === 'hexing';
  return writeEnvelope(dialect, writeValue(model, body, { tag, asked: root.type, named }));
}
