import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { closedEnum, isKnown, lacksOnlyMembers, memberText, openEnum, type OpenMember } from '../src/open-enum.js';

const kind = openEnum(['credit', 'refund'], 'it is kept');

describe('an open enumeration', () => {
  it('reads what it knows as such, and what it does not know as unknown', () => {
    expect(z.decode(kind, 'credit')).toBe('credit');
    expect(z.decode(kind, 'key-change')).toEqual({ unknown: 'key-change' });
    expectTypeOf<z.output<typeof kind>>().toEqualTypeOf<OpenMember<'credit' | 'refund'>>();
  });

  it.each(['credit', 'key-change', 'EA11', 'x'.repeat(64)])('writes %s as it was read', (text) => {
    expect(z.encode(kind, z.decode(kind, text))).toBe(text);
    expect(memberText(z.decode(kind, text))).toBe(text);
  });

  it.each(['', ' ', 'two words', '-x', 'x'.repeat(65), 'ä'])('refuses %j, which names nothing', (text) => {
    expect(z.safeDecode(kind, text).success).toBe(false);
    expect(z.safeEncode(kind, { unknown: text }).success).toBe(false);
  });

  it('has the compiler ask about the unknown', () => {
    const members: OpenMember<'credit'>[] = ['credit', { unknown: 'later' }];

    expect(members.filter(isKnown)).toEqual(['credit']);
    expectTypeOf(members.filter(isKnown)).toEqualTypeOf<'credit'[]>();
  });
});

describe('lacking only members', () => {
  const schema = z.object({
    kind: closedEnum(['credit'], 'why'),
    baseDate: closedEnum([1993, 2014], 'why'),
    lines: z.array(z.object({ kind: closedEnum(['energy', 'tax'], 'why'), amount: z.string() })).optional(),
    either: z.union([z.strictObject({ share: z.string() }), z.strictObject({ amount: z.string() })]).optional(),
  });
  const good = { kind: 'credit', baseDate: 2014 };
  const lacks = (data: object): boolean => {
    const decoded = schema.safeParse(data);
    expect(decoded.success).toBe(false);
    return lacksOnlyMembers(decoded.error?.issues ?? [], data);
  };

  it.each([
    ['a member', { ...good, kind: 'key-change' }],
    ['a number among members', { ...good, baseDate: 2056 }],
    [
      'a member within a list',
      {
        ...good,
        lines: [
          { kind: 'energy', amount: '1' },
          { kind: 'bonus', amount: '1' },
        ],
      },
    ],
    ['several', { kind: 'key-change', baseDate: 2056, lines: [{ kind: 'bonus', amount: '1' }] }],
  ])('is true of %s', (_what, data) => {
    expect(lacks(data)).toBe(true);
  });

  it.each([
    ['a member that is missing', { baseDate: 2014 }],
    ['a member of another type', { ...good, kind: 7 }],
    ['a number as text', { ...good, baseDate: '2014' }],
    ['what names nothing', { ...good, kind: 'x'.repeat(1_000) }],
    ['a member and something else', { ...good, kind: 'key-change', lines: [{ kind: 'energy' }] }],
    ['another alternative', { ...good, either: { percent: '1' } }],
    ['another shape altogether', { lines: 'none' }],
  ])('is false of %s', (_what, data) => {
    expect(lacks(data)).toBe(false);
  });
});
