import { enumerations } from './all-tables.js';
import { type FieldModel, type Model, modelOf, type RootModel, type TypeModel } from './model.js';
import { type NamespaceName, namespaces, type ProfileName, spellings } from './profile.js';
import { primitives } from './primitives.js';
import type { Concrete } from './value.js';
import { escapeText } from './write-value.js';

/** A request that a server may answer. */
export type RequestType = Concrete<'BaseReq'>;

export interface Served {
  readonly profile: ProfileName;
  /** The requests that are done; what is not here is not named, nor is what only it would need. */
  readonly requests: readonly string[];
  /** Where messages are posted. */
  readonly address: string;
}

const prefixes = {
  base: 'b',
  revenue: 'r',
  meter: 'm',
  conlog: 'cx',
  eskomBase: 'eb',
  eskomMeter: 'em',
  eskomRevenue: 'er',
} as const satisfies Record<NamespaceName, string>;

const WSDL = 'http://schemas.xmlsoap.org/wsdl/';
const bindings = [
  { name: 'Soap11', prefix: 'soap', uri: 'http://schemas.xmlsoap.org/wsdl/soap/' },
  { name: 'Soap12', prefix: 'soap12', uri: 'http://schemas.xmlsoap.org/wsdl/soap12/' },
] as const;
const TRANSPORT = 'http://schemas.xmlsoap.org/soap/http';

interface Operation {
  readonly name: string;
  readonly request: RootModel;
  readonly response: RootModel;
}

/**
 * A WSDL 1.1 document of a profile, of our own making: what the tables say, of the requests that are served. By SOAP 1.1 and 1.2, at one
 * address.
 */
export function writeWsdl({ profile, requests, address }: Served): string {
  const model = modelOf(profile);
  const served = new Set(requests);
  const operations = operationsOf(model, served);
  const types = typesOf(model, served, operations);
  const target = `urn:openprepay:xmlvend:${profile}`;
  const declared = Object.entries(namespaces).map(([name, uri]) => `xmlns:${prefixes[name as NamespaceName]}="${uri}"`);
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<wsdl:definitions name="XMLVend" targetNamespace="${target}" xmlns:tns="${target}" xmlns:wsdl="${WSDL}" xmlns:xs="http://www.w3.org/2001/XMLSchema" ${bindings.map(({ prefix, uri }) => `xmlns:${prefix}="${uri}"`).join(' ')} ${declared.join(' ')}>`,
    `<wsdl:types>${schemasOf(profile, types, operations)}</wsdl:types>`,
    ...operations.map(messagesOf),
    `<wsdl:message name="fault"><wsdl:part name="fault" element="${faultName(profile)}"/></wsdl:message>`,
    `<wsdl:portType name="XMLVend">${operations.map(portOf).join('')}</wsdl:portType>`,
    ...bindings.map((binding) => bindingOf(binding, operations)),
    `<wsdl:service name="XMLVend">${bindings.map(({ name, prefix }) => `<wsdl:port name="${name}" binding="tns:${name}"><${prefix}:address location="${escapeText(address).replaceAll('"', '&quot;')}"/></wsdl:port>`).join('')}</wsdl:service>`,
    `</wsdl:definitions>`,
  ].join('\n');
}

/** Each element in which a served request may stand, with the one that answers it. */
function operationsOf(model: Model, served: ReadonlySet<string>): readonly Operation[] {
  const isServed = ({ type }: RootModel): boolean =>
    [...model.types.values()].some(({ name, lineage }) => served.has(name) && lineage.has(type));
  return [...model.roots.values()].flatMap((request): readonly Operation[] => {
    const name = request.name.replace(/Req$/, '');
    const response = model.roots.get(`${name}Resp`);
    return request.name.endsWith('Req') && response && isServed(request) ? [{ name, request, response }] : [];
  });
}

/** The types that messages of these operations may hold. */
function typesOf(model: Model, served: ReadonlySet<string>, operations: readonly Operation[]): ReadonlySet<TypeModel> {
  const found = new Set<TypeModel>();
  const isServed = ({ name, lineage, abstract }: TypeModel): boolean => {
    if (abstract) return true;
    if (lineage.has('BaseReq')) return served.has(name);
    const request = name.replace(/Resp$/, 'Req');
    return request === name || !model.types.has(request) || [...served].some((one) => model.types.get(one)?.lineage.has(request));
  };
  // what others extend is there whether or not it is asked for itself
  const visit = (name: string, isAncestor = false): void => {
    const type = model.types.get(name);
    if (!type || found.has(type) || !(isAncestor || isServed(type))) return;
    found.add(type);
    for (const ancestor of type.lineage) visit(ancestor, true);
    for (const field of type.fields) visit(field.type);
    if (type.extended) for (const other of model.types.values()) if (other.lineage.has(name)) visit(other.name);
  };
  for (const { request, response } of operations) [request.type, response.type].forEach((type) => visit(type));
  visit('XMLVendFaultResp');
  return found;
}

const faultName = (profile: ProfileName): string => {
  const { name, qualified } = spellings[profile].faultElement;
  return qualified ? `${prefixes.base}:${name}` : name;
};

function schemasOf(profile: ProfileName, types: ReadonlySet<TypeModel>, operations: readonly Operation[]): string {
  const used = [...new Set([...types].map(({ namespace }) => namespace))];
  const fault = spellings[profile].faultElement;
  const faultElement = `<xs:element name="${fault.name}" type="${prefixes.base}:XMLVendFaultResp"/>`;
  const schemas = used.map((namespace) => {
    const imports = used.filter((other) => other !== namespace).map((other) => `<xs:import namespace="${namespaces[other]}"/>`);
    const roots = operations.flatMap(({ request, response }) => [request, response]).filter((root) => root.namespace === namespace);
    return [
      `<xs:schema targetNamespace="${namespaces[namespace]}" elementFormDefault="qualified">`,
      ...imports,
      ...roots.map(({ name, type }) => `<xs:element name="${name}" type="${nameOf(types, type)}"/>`),
      ...(namespace === 'base' && fault.qualified ? [faultElement] : []),
      ...[...types].filter((type) => type.namespace === namespace).map((type) => complexType(types, type)),
      ...(namespace === 'base' ? Object.entries(enumerations).map(simpleType) : []),
      `</xs:schema>`,
    ].join('');
  });
  const unqualified = `<xs:schema><xs:import namespace="${namespaces.base}"/>${faultElement}</xs:schema>`;
  return [...schemas, ...(fault.qualified ? [] : [unqualified])].join('\n');
}

function nameOf(types: ReadonlySet<TypeModel>, name: string): string {
  if (name in primitives) return `xs:${name}`;
  if (name in enumerations) return `${prefixes.base}:${name}`;
  for (const type of types) if (type.name === name) return `${prefixes[type.namespace]}:${name}`;
  throw new RangeError(`no message holds ${name}`);
}

function complexType(types: ReadonlySet<TypeModel>, { name, abstract, lineage, fields }: TypeModel): string {
  const parent = [...lineage].at(-2);
  const inherited = new Set(parent === undefined ? [] : [...types].find((type) => type.name === parent)?.fields.map((field) => field.name));
  const own = fields.filter((field) => !inherited.has(field.name));
  const known = own.filter(({ type }) => type in primitives || type in enumerations || [...types].some((one) => one.name === type));
  const elements = known.filter(({ attribute }) => !attribute).map((field) => elementOf(types, field));
  const attributes = known.filter(({ attribute }) => attribute).map((field) => attributeOf(types, field));
  const content = `${elements.length > 0 ? `<xs:sequence>${elements.join('')}</xs:sequence>` : ''}${attributes.join('')}`;
  const extended =
    parent === undefined
      ? content
      : `<xs:complexContent><xs:extension base="${nameOf(types, parent)}">${content}</xs:extension></xs:complexContent>`;
  return `<xs:complexType name="${name}"${abstract ? ' abstract="true"' : ''}>${extended}</xs:complexType>`;
}

const elementOf = (types: ReadonlySet<TypeModel>, { name, type, many, required }: FieldModel): string =>
  `<xs:element name="${name}" type="${nameOf(types, type)}"${required ? '' : ' minOccurs="0"'}${many ? ' maxOccurs="unbounded"' : ''}/>`;

const attributeOf = (types: ReadonlySet<TypeModel>, { name, type, required }: FieldModel): string =>
  `<xs:attribute name="${name}" type="${nameOf(types, type)}"${required ? ' use="required"' : ''}/>`;

const simpleType = ([name, values]: readonly [string, readonly string[]]): string =>
  `<xs:simpleType name="${name}"><xs:restriction base="xs:string">${values.map((value) => `<xs:enumeration value="${escapeText(value)}"/>`).join('')}</xs:restriction></xs:simpleType>`;

const messagesOf = ({ name, request, response }: Operation): string =>
  [[`${name}Request`, request] as const, [`${name}Response`, response] as const]
    .map(
      ([message, root]) =>
        `<wsdl:message name="${message}"><wsdl:part name="body" element="${prefixes[root.namespace]}:${root.name}"/></wsdl:message>`,
    )
    .join('\n');

const portOf = ({ name }: Operation): string =>
  `<wsdl:operation name="${name}"><wsdl:input message="tns:${name}Request"/><wsdl:output message="tns:${name}Response"/><wsdl:fault name="fault" message="tns:fault"/></wsdl:operation>`;

function bindingOf({ name: binding, prefix }: (typeof bindings)[number], operations: readonly Operation[]): string {
  const body = `<${prefix}:body use="literal"/>`;
  const written = operations.map(
    ({ name, request }) =>
      `<wsdl:operation name="${name}"><${prefix}:operation soapAction="${request.name}" style="document"/><wsdl:input>${body}</wsdl:input><wsdl:output>${body}</wsdl:output><wsdl:fault name="fault"><${prefix}:fault name="fault" use="literal"/></wsdl:fault></wsdl:operation>`,
  );
  return `<wsdl:binding name="${binding}" type="tns:XMLVend"><${prefix}:binding style="document" transport="${TRANSPORT}"/>${written.join('')}</wsdl:binding>`;
}
