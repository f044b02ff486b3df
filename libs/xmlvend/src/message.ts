import { faultDetail, readFault, type ReadFault } from './fault.js';
import { modelOf, type RootModel } from './model.js';
import type { ProfileName } from './profile.js';
import { checkNamespace, readValue } from './read-value.js';
import { readXml, type XmlElement } from './read-xml.js';
import { isFault, type Opened, openEnvelope, type SoapVersion, writeEnvelope } from './soap.js';
import type { Message, RootName } from './value.js';
import { qualify, writeValue } from './write-value.js';
import { told, XmlvendError } from './xmlvend-error.js';

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
  const opened = openMessage(bytes);
  return { soap: opened.soap, message: readOpened(profile, opened) };
}

/**
 * The first half of `readMessage`: what version of SOAP it is, so that a refusal of the rest can be answered in it.
 * @throws {XmlvendError} as `readXml` and `openEnvelope` do
 */
export const openMessage = (bytes: Uint8Array): Opened => openEnvelope(readXml(bytes));

/**
 * The second half of `readMessage`.
 * @throws {XmlvendError} as `readValue` does; `xmlvend.schema` also where the profile has no such message
 */
export const readOpened = (profile: ProfileName, { content }: Opened): Message => readRoot(profile, content);

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
  if (!root) throw new XmlvendError('xmlvend.schema', `${told(element.tag)}: no such message`, told(element.tag));
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
