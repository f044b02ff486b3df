import { modelOf, namespaceOf, type TypeModel } from './model.js';
import { namespaces, type ProfileName, spellings } from './profile.js';
import { readValue } from './read-value.js';
import type { XmlElement } from './read-xml.js';
import { type Opened, type SoapVersion, writeEnvelope } from './soap.js';
import type { FaultName, FaultResponse, Value } from './value.js';
import { escapeText, qualify, writeValue } from './write-value.js';
import { XmlvendError } from './xmlvend-error.js';

/** A fault as it was read: what SOAP says of it, and XMLVend's own words where it has any. */
export interface ReadFault {
  readonly reason: string;
  readonly fault: FaultResponse | undefined;
}

export interface Fault {
  /** Whose fault it is: the sender's, who must not send the same again, or the receiver's. */
  readonly by: 'sender' | 'receiver';
  /** For people: what SOAP calls faultstring or Reason. */
  readonly reason: string;
  /** XMLVend's own words; who asked is left out where the request could not be read so far. */
  readonly response: FaultResponse;
}

/** A fault of any kind; `desc` is for people. `faultCode` is Hexing's alone. */
export const faultOf = (type: FaultName, desc: string, faultCode?: string): Value<'Fault'> =>
  // No kind of fault has parts of its own: what fits one fits all.
  ({ type, desc, ...(faultCode === undefined ? {} : { faultCode }) }) as Value<'Fault'>;

/** The faults that a profile has. */
export const faultsOf = (profile: ProfileName): readonly FaultName[] =>
  [...modelOf(profile).types.values()].filter(isFaultType).map(({ name }) => name as FaultName);

const isFaultType = ({ lineage, abstract }: TypeModel): boolean => lineage.has('Fault') && !abstract;

/** Whether a profile's clients know this fault. */
export const hasFault = (profile: ProfileName, name: FaultName): boolean => modelOf(profile).types.has(name);

const faultCodes = {
  '1.1': { sender: 'Client', receiver: 'Server' },
  '1.2': { sender: 'Sender', receiver: 'Receiver' },
} as const satisfies Record<SoapVersion, Record<Fault['by'], string>>;

/**
 * Writes a fault as a profile's servers do.
 * @throws {XmlvendError} `xmlvend.unwritable`, also where the profile has no such fault
 */
export function writeFault(
  dialect: { readonly profile: ProfileName; readonly soap: SoapVersion },
  { by, reason, response }: Fault,
): string {
  const { envelopePrefix: e, faultElement } = spellings[dialect.profile];
  const model = modelOf(dialect.profile);
  const tag = faultElement.qualified ? qualify(model, 'base', faultElement.name) : faultElement.name;
  const detail = writeValue(model, response, { tag, asked: 'XMLVendFaultResp' });
  const code = `${e}:${faultCodes[dialect.soap][by]}`;
  const text = escapeText(reason);
  if (dialect.soap === '1.1')
    // SOAP 1.1's own elements stand in no namespace.
    return writeEnvelope(
      dialect,
      `<${e}:Fault><faultcode xmlns="">${code}</faultcode><faultstring xmlns="">${text}</faultstring><detail xmlns="">${redeclared(dialect.profile, detail)}</detail></${e}:Fault>`,
    );
  return writeEnvelope(
    dialect,
    `<${e}:Fault><${e}:Code><${e}:Value>${code}</${e}:Value></${e}:Code><${e}:Reason><${e}:Text xml:lang="en">${text}</${e}:Text></${e}:Reason><${e}:Detail>${detail}</${e}:Detail></${e}:Fault>`,
  );
}

/** Within `detail` there is no default namespace; where the profile writes base names without a prefix they need it back. */
const redeclared = (profile: ProfileName, detail: string): string =>
  spellings[profile].prefixes.base === '' ? detail.replace(/^<([\w:]+)/, `<$1 xmlns="${namespaces.base}"`) : detail;

interface FaultDetail {
  readonly reason: string;
  readonly detail: XmlElement | undefined;
}

/** What a SOAP Fault of either version holds. */
export function faultDetail({ soap, content }: Opened): FaultDetail {
  const part = (name: string): XmlElement | undefined => content.children.find(({ local }) => local === name);
  if (soap === '1.1') return { reason: part('faultstring')?.text ?? '', detail: part('detail')?.children[0] };
  return { reason: part('Reason')?.children[0]?.text ?? '', detail: part('Detail')?.children[0] };
}

/** Reads any of the spellings of XMLVend's fault: in the base namespace or in none, with a capital or without. */
export function readFault(profile: ProfileName, { reason, detail }: FaultDetail): ReadFault {
  if (!detail) return { reason, fault: undefined };
  const ours = detail.uri === '' || namespaceOf(detail.uri) === 'base';
  if (!ours || detail.local.toLowerCase() !== 'xmlvendfaultresp')
    throw new XmlvendError('xmlvend.schema', `${detail.tag.slice(0, 80)}: no fault of XMLVend`, detail.tag.slice(0, 80));
  return { reason, fault: readValue(modelOf(profile), detail, { asked: 'XMLVendFaultResp' }) as unknown as FaultResponse };
}
