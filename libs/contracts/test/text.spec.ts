import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Api } from '../src/http/api.js';
import { apis } from '../src/http/apis.js';
import { oneLine, reason } from '../src/http/text.js';

/** What a request body may hold on as many lines as one likes, what nobody is shown, and what its owner reads more strictly than a schema says. */
const FREE = [
  'reason',
  'evidence',
  'password',
  'currentPassword',
  'newPassword',
  'secret',
  'component',
  'csr',
  'token',
  'topic',
  'timeZone',
  'username',
];
const AMOUNTS = [
  ...['amount', 'floatLimit', 'depositApprovalAbove', 'floatLimitApprovalAbove', 'withdrawalApprovalAbove', 'perVend'],
  ...['units', 'value', 'unitsLeft', 'unitsApprovalAbove', 'unitsPerUserPerDay'],
];

interface Schema {
  readonly type?: string;
  readonly pattern?: string;
  readonly enum?: unknown;
  readonly const?: unknown;
  readonly format?: string;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

/** Names of the fields of a body whose text may hold anything. */
function freeTexts(schema: Schema, name = ''): readonly string[] {
  const under = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.items ? [schema.items] : [])].flatMap((each) =>
    freeTexts(each, name),
  );
  const fields = Object.entries(schema.properties ?? {}).flatMap(([key, each]) => freeTexts(each, key));
  const bound = [schema, ...(schema.allOf ?? [])].some((each) => [each.pattern, each.enum, each.const, each.format].some(Boolean));
  return schema.type === 'string' && !bound ? [name, ...under, ...fields] : [...under, ...fields];
}

describe('text in requests', () => {
  it.each(Object.entries<Api>(apis))('of %s is one line wherever it is a name or a reference', (_service, { endpoints }) => {
    const found = Object.entries(endpoints).flatMap(([operation, { body, hook }]) =>
      body && hook !== true
        ? freeTexts(z.toJSONSchema(body, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as Schema).map((name) => ({
            operation,
            name,
          }))
        : [],
    );

    expect(found.filter(({ name }) => ![...FREE, ...AMOUNTS, ''].includes(name))).toEqual([]);
  });

  it.each(['a\nb', 'a\rb', 'a\tb', 'a\u2028b', 'a\u0085b', 'a\u009bb', 'a\u202eb', 'a\u2066b', ' \n '])('%j is no name', (text) => {
    expect(oneLine(20).safeParse(text).success).toBe(false);
  });

  it.each(['Ann', 'N’Djamena', 'محمد', '株式会社', 'a\u200db', 'Zoë & Söhne (2)'])('%j is a name', (text) => {
    expect(oneLine(20).parse(` ${text} `)).toBe(text);
  });

  it('a reason may have lines', () => {
    expect(reason.parse('first\nsecond')).toBe('first\nsecond');
  });
});
