import { enumerations } from './all-tables.js';
import type { FieldModel, Model, TypeModel } from './model.js';
import { primitives } from './primitives.js';
import { type NamespaceName, spellings } from './profile.js';
import type { Loose } from './read-value.js';
import { XmlvendError } from './xmlvend-error.js';

/** Characters that no XML 1.0 document may have, however they are written. */
const UNWRITABLE = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const ALL_UNWRITABLE = new RegExp(UNWRITABLE, 'gu');

/** A text that people wrote, with a mark in place of each character that no message can have. */
export const writable = (text: string): string => text.replaceAll(ALL_UNWRITABLE, '\uFFFD');

/** @throws {XmlvendError} `xmlvend.unwritable` where XML has no way to say it */
export function escapeText(text: string): string {
  if (UNWRITABLE.test(text)) throw unwritable('text', 'a character that XML does not have');
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;');
}

const escapeAttribute = (text: string): string =>
  escapeText(text).replaceAll('"', '&quot;').replaceAll('\t', '&#9;').replaceAll('\n', '&#10;');

const unwritable = (part: string, what: string): XmlvendError => new XmlvendError('xmlvend.unwritable', `${part}: ${what}`, part);

/** A name with the prefix of its namespace, as a profile's servers write it. */
export function qualify(model: Model, namespace: NamespaceName, name: string): string {
  const prefix = spellings[model.profile].prefixes[namespace];
  return prefix === '' ? name : `${prefix}:${name}`;
}

export interface Writing {
  /** The element's name with its prefix. */
  readonly tag: string;
  /** The type that is asked for here. */
  readonly asked: string;
  /** Attributes that come first, as they are written. */
  readonly first?: string;
  /** Whether the element says its type although nothing else could stand here. */
  readonly named?: boolean;
}

/**
 * Writes a value in the order of the tables.
 * @throws {XmlvendError} `xmlvend.unwritable` with the part that the profile does not have, that is missing, or that XML cannot say
 */
export function writeValue(model: Model, value: Loose, { tag, asked, first = '', named = false }: Writing): string {
  const expected = model.types.get(asked);
  if (!expected) throw unwritable(asked, `${model.profile} has no such type`);
  const type = typeOf(model, value, expected);
  const says = type.name !== expected.name || expected.abstract || named;
  let attributes = first + (says ? ` xsi:type="${qualify(model, type.namespace, type.name)}"` : '');
  let inside = '';
  for (const part of Object.keys(value)) {
    if (part !== 'type' && value[part] !== undefined && !type.attributes.has(part) && !type.elements.has(part))
      throw unwritable(part, `${type.name} of ${model.profile} has no such part`);
  }
  for (const field of type.fields) {
    const held = value[field.name];
    if (held === undefined) {
      if (field.required) throw unwritable(field.name, `missing in ${type.name}`);
    } else if (field.attribute) attributes += ` ${field.name}="${escapeAttribute(leafText(field, held))}"`;
    else if (field.many) for (const item of held as readonly unknown[]) inside += writeElement(model, field, item);
    else inside += writeElement(model, field, held);
  }
  return inside === '' ? `<${tag}${attributes}/>` : `<${tag}${attributes}>${inside}</${tag}>`;
}

function typeOf(model: Model, value: Loose, expected: TypeModel): TypeModel {
  const name = (value['type'] as string | undefined) ?? expected.name;
  const type = model.types.get(name);
  if (!type || type.abstract || !type.lineage.has(expected.name))
    throw unwritable(name, `cannot stand for ${expected.name} in ${model.profile}`);
  return type;
}

function writeElement(model: Model, field: FieldModel, held: unknown): string {
  const tag = qualify(model, field.namespace, field.name);
  if (model.types.has(field.type)) return writeValue(model, held as Loose, { tag, asked: field.type });
  if (!(field.type in primitives || field.type in enumerations)) throw unwritable(field.name, `${model.profile} has no ${field.type}`);
  const text = escapeText(leafText(field, held));
  return text === '' ? `<${tag}/>` : `<${tag}>${text}</${tag}>`;
}

function leafText(field: FieldModel, held: unknown): string {
  if (field.type === 'boolean' && typeof held === 'boolean') return String(held);
  if (typeof held !== 'string') throw unwritable(field.name, `no ${field.type}`);
  const allowed = (enumerations as Readonly<Record<string, readonly string[]>>)[field.type];
  const form = (primitives as Readonly<Record<string, { readonly form?: RegExp }>>)[field.type]?.form;
  if (field.type === 'boolean' || (allowed && !allowed.includes(held)) || (form && !form.test(held)))
    throw unwritable(field.name, `no ${field.type}`);
  return held;
}
