import { z } from 'zod';

export type Json = Readonly<Record<string, unknown>>;

const DEFINITION = '#/$defs/';
const COMPONENT = '#/components/schemas/';
/** These say by their format alone what zod's long pattern says again. */
const FORMATS: Readonly<Record<string, string | undefined>> = { uuid: undefined, 'date-time': 'Z$' };

/** JSON Schemas of the wire: a codec is its encoded side, and what has an `id` is a component. */
export class WireSchemas {
  private readonly found = new Map<string, Json>();

  of(schema: z.ZodType): Json {
    const { $schema: _dialect, $defs: definitions = {}, ...rest } = z.toJSONSchema(schema, { io: 'input', override: shorten });
    for (const [id, definition] of Object.entries(definitions)) this.add(id, inComponents(definition));
    return inComponents(rest);
  }

  /** The properties of an object that is spread over parameters. */
  fieldsOf(object: z.ZodObject): { readonly properties: Readonly<Record<string, Json>>; readonly required: readonly string[] } {
    const { properties = {}, required = [] } = this.of(object) as {
      readonly properties?: Readonly<Record<string, Json>>;
      readonly required?: readonly string[];
    };
    return { properties, required };
  }

  components(): Readonly<Record<string, Json>> {
    return Object.fromEntries(this.found);
  }

  private add(id: string, schema: Json): void {
    const earlier = this.found.get(id);
    if (earlier !== undefined && JSON.stringify(earlier) !== JSON.stringify(schema)) throw new TypeError(`two schemas have the id ${id}`);
    this.found.set(id, schema);
  }
}

function shorten({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  const { format } = jsonSchema;
  if (format === undefined || !(format in FORMATS)) return;
  const pattern = FORMATS[format];
  if (pattern === undefined) delete jsonSchema.pattern;
  else jsonSchema.pattern = pattern;
}

const inComponents = (schema: Json): Json =>
  JSON.parse(JSON.stringify(schema).replaceAll(`"$ref":"${DEFINITION}`, `"$ref":"${COMPONENT}`)) as Json;
