import { z } from 'zod';
import type { EventDefinition } from './event.js';
import { events } from './events.js';
import { topics } from './topics.js';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** The JSON Schema of an event's data as it travels: a codec is its encoded side. */
export function wireSchema({ data }: EventDefinition): JsonSchema {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(data, { io: 'input', unrepresentable: 'any' });
  return schema;
}

/** What an event's key is made of, each field as its own name in braces: `{utility}/account/{accountNumber}`. */
export function keyPattern({ key }: EventDefinition): string {
  const names = new Proxy({}, { get: (_, field) => `{${String(field)}}` });
  return key(names, '{utility}');
}

/** One event as it is, or was, on the wire. */
export interface EventShape {
  readonly topic: string;
  readonly cleanup: string;
  readonly key: string;
  readonly data: JsonSchema;
}

/** Events by their type. */
export type EventShapes = Readonly<Record<string, EventShape>>;

/** All that consumers rely on, as it is now: what a release keeps a copy of. */
export const eventShapes = (): EventShapes =>
  Object.fromEntries(
    Object.values<EventDefinition>(events)
      .toSorted((left, right) => (left.type < right.type ? -1 : 1))
      .map((definition) => [definition.type, shapeOf(definition)]),
  );

const shapeOf = (definition: EventDefinition): EventShape => ({
  topic: definition.topic,
  cleanup: topics.find(({ topic }) => topic === definition.topic)?.cleanup ?? '',
  key: keyPattern(definition),
  data: wireSchema(definition),
});

/** An enumeration within an event. */
export interface FieldMembers {
  /** `tokens[].kind`. */
  readonly field: string;
  readonly members: readonly (string | number)[];
  /** Undefined where the schema does not say; a test sees to it that each says it. */
  readonly kind: 'open' | 'closed' | undefined;
  /** What becomes of a member that a consumer does not know. */
  readonly unknown: string;
}

/** Every enumeration of a wire schema, in the order of its fields. */
export function fieldMembers(schema: JsonSchema, field = ''): readonly FieldMembers[] {
  const { 'x-members': kind, 'x-known': known, 'x-unknown': unknown = '', enum: closed, const: only, properties, items, anyOf } = schema;
  const members = known ?? closed ?? (only === undefined ? undefined : [only]);
  if (members !== undefined) return [{ field, members, kind, unknown } as FieldMembers];
  const fields = Object.entries((properties ?? {}) as Readonly<Record<string, JsonSchema>>);
  return [
    ...fields.flatMap(([name, value]) => fieldMembers(value, field === '' ? name : `${field}.${name}`)),
    ...(items === undefined ? [] : fieldMembers(items as JsonSchema, `${field}[]`)),
    ...((anyOf ?? []) as readonly JsonSchema[]).flatMap((alternative) => fieldMembers(alternative, field)),
  ];
}
