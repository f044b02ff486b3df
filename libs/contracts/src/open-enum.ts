import { z } from 'zod';

/** What the name of a member may be: long enough to say it, short enough to keep and to show. */
const memberName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'a member is letters, digits and . _ -, at most 64');

/** A member that a later version has added. */
export interface UnknownMember {
  readonly unknown: string;
}

export type OpenMember<Member extends string> = Member | UnknownMember;

export type OpenEnum<Member extends string> = z.ZodCodec<z.ZodString, z.ZodType<OpenMember<Member>, OpenMember<Member>>>;

/**
 * An enumeration whose consumers can keep or pass over a member that they do not know: it decodes to `{ unknown }` and
 * encodes to what it was. So a later version may add members at any time.
 *
 * @param unknown for people: what a consumer does with one it does not know
 */
export const openEnum = <const Member extends string>(members: readonly Member[], unknown: string): OpenEnum<Member> =>
  z
    .codec(memberName, z.union([z.literal(members), z.object({ unknown: memberName })]), {
      decode: (name) => ((members as readonly string[]).includes(name) ? (name as Member) : { unknown: name }),
      encode: memberText,
    })
    .meta({ 'x-members': 'open', 'x-known': [...members], 'x-unknown': unknown });

export const isKnown = <Member extends string>(member: OpenMember<Member>): member is Member => typeof member === 'string';

/** A member as it travels, known or not: to be kept or shown. */
export const memberText = (member: OpenMember<string>): string => (isKnown(member) ? member : member.unknown);

/**
 * An enumeration whose consumers cannot do their work without knowing the member: a message with another one is parked,
 * alone, until they are of a version that knows it. A member that is added is written down until it is released.
 *
 * @param why for people: why it cannot be passed over
 */
export const closedEnum = <const Member extends string | number>(members: readonly Member[], why: string): z.ZodLiteral<Member> =>
  z.literal(members).meta({ 'x-members': 'closed', 'x-unknown': why });

/** Whether all that is wrong with what was decoded are members of closed enumerations that are not known here. */
export const lacksOnlyMembers = (issues: readonly z.core.$ZodIssue[], input: unknown): boolean =>
  issues.every((issue) => issue.code === 'invalid_value' && isUnknownMember(valueAt(input, issue.path), issue.values));

function isUnknownMember(value: unknown, members: readonly unknown[]): boolean {
  if (members.some((member) => typeof member !== typeof value)) return false;
  return typeof value === 'number' || memberName.safeParse(value).success;
}

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? value[key as keyof typeof value] : undefined), input);
