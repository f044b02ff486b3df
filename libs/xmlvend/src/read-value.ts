import { enumerations } from './all-tables.js';
import { type FieldModel, type Model, namespaceOf, type TypeModel } from './model.js';
import { primitives } from './primitives.js';
import type { NamespaceName } from './profile.js';
import type { XmlElement } from './read-xml.js';
import { told, XmlvendError } from './xmlvend-error.js';

/** A value before the compiler knows its type. */
export type Loose = { [part: string]: unknown };

/** What is wrong with a message is told by the name of the part, never by what stands in it. */
const refused = (part: string, what: string): XmlvendError => new XmlvendError('xmlvend.schema', `${told(part)}: ${what}`, told(part));

export interface Reading {
  /** The type that is asked for here. */
  readonly asked: string;
  /** Whether the value says its type although nothing else could stand here. */
  readonly named?: boolean;
}

/**
 * Reads an element as what a type of the tables says.
 * @throws {XmlvendError} `xmlvend.schema` with the part that nobody knows, that is missing, or that holds something else
 */
export function readValue(model: Model, element: XmlElement, { asked, named = false }: Reading): Loose {
  const expected = model.types.get(asked)!;
  const type = typeOf(model, element, expected);
  const value: Loose = named || expected.extended || expected.abstract ? { type: type.name } : {};
  for (const [name, text] of element.attributes) {
    const field = type.attributes.get(name);
    if (!field) throw refused(name, `${type.name} has no such attribute`);
    value[name] = readLeaf(field, text);
  }
  if (element.text.trim() !== '') throw refused(element.tag, 'text where only elements may stand');
  for (const child of element.children) take(model, { child, type, value });
  for (const { name, required } of type.fields) if (required && !(name in value)) throw refused(name, `missing in ${type.name}`);
  return value;
}

function take(model: Model, { child, type, value }: { child: XmlElement; type: TypeModel; value: Loose }): void {
  const field = type.elements.get(child.local);
  if (!field) throw refused(child.tag, `${type.name} has no such element`);
  checkNamespace(child, field.namespace);
  if (child.nil) {
    if (child.children.length > 0 || child.text.trim() !== '') throw refused(child.tag, 'nil, and yet not empty');
    return;
  }
  const held = model.types.has(field.type) ? readValue(model, child, { asked: field.type }) : readText(field, child);
  if (field.many) ((value[field.name] ??= []) as unknown[]).push(held);
  else if (field.name in value) throw refused(child.tag, 'more than once');
  else value[field.name] = held;
}

/** @throws {XmlvendError} `xmlvend.schema` where the element is in another namespace than the type that declares it */
export function checkNamespace(element: XmlElement, expected: NamespaceName): void {
  if (namespaceOf(element.uri) !== expected) throw refused(element.tag, `not in the ${expected} namespace`);
}

/**
 * Which type an element says that it has. A name without a prefix means whatever type of that name may stand here: clients leave the
 * prefix out without meaning the default namespace.
 */
function typeOf(model: Model, { type: said, tag }: XmlElement, expected: TypeModel): TypeModel {
  if (!said) {
    if (expected.abstract) throw refused(tag, `${expected.name} is abstract: xsi:type has to say which one it is`);
    return expected;
  }
  const written = said.prefix === '' ? said.local : `${said.prefix}:${said.local}`;
  const type = model.types.get(said.local);
  if (!type) throw refused(written, 'no such type');
  if (said.prefix !== '' && (said.uri === undefined || namespaceOf(said.uri) !== type.namespace))
    throw refused(written, `not in the ${type.namespace} namespace`);
  if (!type.lineage.has(expected.name)) throw refused(written, `cannot stand for ${expected.name}`);
  if (type.abstract) throw refused(written, 'is abstract');
  return type;
}

function readText(field: FieldModel, element: XmlElement): unknown {
  const [child] = element.children;
  if (child) throw refused(child.tag, `an element where ${field.name} has text`);
  const [attribute] = element.attributes.keys();
  if (attribute !== undefined) throw refused(attribute, `${field.name} has no attributes`);
  return readLeaf(field, element.text);
}

function readLeaf(field: FieldModel, text: string): unknown {
  if (field.type in enumerations) {
    const value = text.trim();
    if (!(enumerations[field.type as keyof typeof enumerations] as readonly string[]).includes(value))
      throw refused(field.name, `no ${field.type} is called that`);
    return value;
  }
  const primitive: { trimmed: boolean; form?: RegExp } = primitives[field.type as keyof typeof primitives];
  const value = primitive.trimmed ? text.trim() : text;
  if (primitive.form && !primitive.form.test(value)) throw refused(field.name, `no ${field.type}`);
  return field.type === 'boolean' ? value === 'true' || value === '1' : value;
}
