/** As much of JSON Schema as zod writes. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly propertyNames?: Schema;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxLength?: number;
  readonly 'x-members'?: 'open' | 'closed';
  readonly 'x-known'?: readonly unknown[];
}

/** The fields of an object as a Markdown table; what is nested stands below its parent, as `tokens[].kind`. */
export const fieldTable = (schema: Readonly<Record<string, unknown>>): readonly string[] => [
  '| field | | what it is |',
  '| --- | --- | --- |',
  ...rows(schema as Schema, '').map(({ field, required, what }) => `| \`${field}\` | ${required ? '' : 'optional'} | ${what} |`),
];

interface Row {
  readonly field: string;
  readonly required: boolean;
  readonly what: string;
}

function rows(schema: Schema, prefix: string): readonly Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const field = `${prefix}${name}`;
    const row = { field, required: schema.required?.includes(name) ?? false, what: inWords(property) };
    return [row, ...rows(property, `${field}.`), ...(property.items ? rows(property.items, `${field}[].`) : [])];
  });
}

function inWords(schema: Schema): string {
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema['x-known']) return `${choice(schema['x-known'])}, or one of a later version`;
  if (schema.enum) return choice(schema.enum);
  if (schema.anyOf) return schema.anyOf.map(alternative).join(' or ');
  if (schema.type === 'array')
    return `list${range(schema.minItems, schema.maxItems)} of ${schema.items?.properties ? 'objects' : inWords(schema.items ?? {})}`;
  if (schema.type === 'object')
    return schema.properties
      ? 'object'
      : `object of names (${inWords(schema.propertyNames ?? {})}) and values (${inWords(otherValues(schema))})`;
  return scalar(schema);
}

const choice = (values: readonly unknown[]): string => values.map((value) => code(JSON.stringify(value))).join(' or ');

const alternative = (schema: Schema): string =>
  schema.properties
    ? `{ ${Object.entries(schema.properties)
        .map(([name, value]) => `${code(name)}: ${inWords(value)}`)
        .join(', ')} }`
    : inWords(schema);

const otherValues = ({ additionalProperties }: Schema): Schema => (typeof additionalProperties === 'object' ? additionalProperties : {});

function scalar({ type, format, pattern, minimum, exclusiveMinimum, maximum, maxLength }: Schema): string {
  if (type === undefined) return 'anything';
  if (format === 'date-time') return 'RFC 3339 time in UTC';
  if (format === 'uuid') return 'UUID';
  const parts = [
    String(type),
    ...(pattern === undefined ? [] : [code(pattern)]),
    ...(maxLength === undefined ? [] : [`at most ${maxLength} characters`]),
  ];
  return `${parts.join(', ')}${exclusiveMinimum === undefined ? range(minimum, maximum) : ` (> ${exclusiveMinimum})`}`;
}

/** Bounds that the number's own type sets say nothing. */
function range(least?: number, most?: number): string {
  const bounds = [
    ...(least === undefined || least === Number.MIN_SAFE_INTEGER ? [] : [`≥ ${least}`]),
    ...(most === undefined || most === Number.MAX_SAFE_INTEGER ? [] : [`≤ ${most}`]),
  ];
  return bounds.length === 0 ? '' : ` (${bounds.join(', ')})`;
}

/** Inline code in a table cell: its bars must not end the cell. */
const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;
