import type { EventShapes, JsonSchema } from '../src/event-schema.js';

/** A member that a closed enumeration has gained since the release: its consumers must be upgraded before it is used. */
export interface GainedMember {
  readonly type: string;
  /** As in the table of enumerations: `lines[].kind`. */
  readonly field: string;
  readonly member: string | number;
  readonly why: string;
}

/** What is compared, and where it stands. */
interface Place {
  readonly type: string;
  readonly field: string;
}

/** Words about a schema, which change nothing that may be sent, and what is compared part by part. */
const APART = new Set([
  ...['description', 'title', 'x-members', 'x-known', 'x-unknown'],
  ...['enum', 'const', 'properties', 'required', 'items', 'anyOf'],
]);

/**
 * What stands in the way of a version beside the released one: each reads what the other writes, also what has been waiting
 * in a topic for long. So an event type, an optional field and a member of an open enumeration may be added, and nothing else.
 *
 * @param gained members of closed enumerations, written down
 */
export function incompatibilities(released: EventShapes, current: EventShapes, gained: readonly GainedMember[] = []): readonly string[] {
  const found: string[] = [];
  const unused = new Set(gained);
  const take = (place: Place, member: unknown): boolean => {
    const entry = gained.find((one) => one.type === place.type && one.field === place.field && one.member === member);
    return entry !== undefined && (unused.delete(entry), true);
  };
  for (const [type, before] of Object.entries(released)) {
    const now = current[type];
    if (now === undefined) {
      found.push(`${type}: gone`);
      continue;
    }
    for (const attribute of ['topic', 'cleanup', 'key'] as const) {
      if (before[attribute] !== now[attribute]) found.push(`${type}: ${attribute} was ${before[attribute]}, is ${now[attribute]}`);
    }
    const place = { type, field: '' };
    found.push(...compare(before.data, now.data, { place, take }));
  }
  found.push(...[...unused].map(({ type, field, member }) => `${type} ${field}: ${member} is written down as gained and was not`));
  return found;
}

interface Context {
  readonly place: Place;
  /** Whether a gained member is written down. */
  readonly take: (place: Place, member: unknown) => boolean;
}

function compare(before: JsonSchema, now: JsonSchema, context: Context): readonly string[] {
  const { type, field } = context.place;
  const say = (what: string): string => `${type}${field === '' ? '' : ` ${field}`}: ${what}`;
  if (isEnumeration(before) && isEnumeration(now)) return members(before, now, context).map(say);

  const names = new Set([...Object.keys(before), ...Object.keys(now)].filter((name) => !APART.has(name)));
  // What a format is written as is zod's affair, and may be put otherwise by the next zod.
  if (before['format'] !== undefined && before['format'] === now['format']) names.delete('pattern');
  const differing = [...names].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(now[name]));
  if (isEnumeration(before) !== isEnumeration(now)) differing.push('enum');
  return [
    ...differing.map((name) => say(`${name} was ${JSON.stringify(before[name])}, is ${JSON.stringify(now[name])}`)),
    ...properties(before, now, context),
    ...parts(before, now, context),
  ];
}

const isEnumeration = (schema: JsonSchema): boolean => membersOf(schema) !== undefined;

const membersOf = (schema: JsonSchema): readonly unknown[] | undefined =>
  (schema['x-known'] ?? schema['enum'] ?? ('const' in schema ? [schema['const']] : undefined)) as readonly unknown[] | undefined;

function members(before: JsonSchema, now: JsonSchema, { place, take }: Context): readonly string[] {
  const [had, has] = [membersOf(before) ?? [], membersOf(now) ?? []];
  const open = before['x-members'] === 'open';
  return [
    ...(open && now['x-members'] !== 'open' ? ['was open, is closed'] : []),
    ...had.filter((member) => !has.includes(member)).map((member) => `${String(member)} is gone`),
    ...has
      .filter((member) => !had.includes(member) && !open && !take(place, member))
      .map((member) => `${String(member)} is new in what was closed, and not written down`),
  ];
}

function properties(before: JsonSchema, now: JsonSchema, { place, take }: Context): readonly string[] {
  const [had, has] = [fieldsOf(before), fieldsOf(now)];
  const at = (name: string): Place => ({ ...place, field: place.field === '' ? name : `${place.field}.${name}` });
  const tell = (name: string, what: string): string => `${place.type} ${at(name).field}: ${what}`;
  return [
    ...Object.entries(had).flatMap(([name, field]) => {
      const other = has[name];
      if (other === undefined) return [tell(name, 'gone')];
      if (field.required !== other.required)
        return [tell(name, other.required ? 'was optional, is required' : 'was required, is optional')];
      return compare(field.schema, other.schema, { place: at(name), take });
    }),
    ...Object.entries(has)
      .filter(([name]) => had[name] === undefined)
      .flatMap(([name, { required }]) => [
        ...(required ? [tell(name, 'is new and required')] : []),
        ...(before['additionalProperties'] === false ? [tell(name, 'is new in an object that refuses what it does not know')] : []),
      ]),
  ];
}

interface Field {
  readonly schema: JsonSchema;
  readonly required: boolean;
}

function fieldsOf({ properties: schemas = {}, required = [] }: JsonSchema): Readonly<Record<string, Field>> {
  const entries = Object.entries(schemas as Readonly<Record<string, JsonSchema>>);
  return Object.fromEntries(entries.map(([name, schema]) => [name, { schema, required: (required as readonly string[]).includes(name) }]));
}

/** Elements of lists, and alternatives one by one: another alternative is not something that an older consumer can read. */
function parts(before: JsonSchema, now: JsonSchema, { place, take }: Context): readonly string[] {
  const element = { place: { ...place, field: `${place.field}[]` }, take };
  const ofElements = 'items' in before || 'items' in now ? compare(partOf(before, 'items'), partOf(now, 'items'), element) : [];
  const [had, has] = [alternativesOf(before), alternativesOf(now)];
  if (had.length !== has.length) return [...ofElements, `${place.type} ${place.field}: had ${had.length} alternatives, has ${has.length}`];
  return [...ofElements, ...had.flatMap((alternative, index) => compare(alternative, has[index] ?? {}, { place, take }))];
}

const partOf = (schema: JsonSchema, name: string): JsonSchema => (schema[name] ?? {}) as JsonSchema;
const alternativesOf = (schema: JsonSchema): readonly JsonSchema[] => (schema['anyOf'] ?? []) as readonly JsonSchema[];
