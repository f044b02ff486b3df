import type { Value } from '@openprepay/xmlvend';

/** Tokens that give a meter another key, in the order in which they are entered. */
type KeyChangeSet = readonly { readonly token: string }[];

/** What is said where the places of a message, which are two, do not hold a set: all of it, in the order in which it is entered. */
export const setInWords = (set: KeyChangeSet): string => `NEW KEY: enter ${set.map(({ token }) => token).join(', ')}`;

/** A set in the two places that XMLVend has for it; the words beside them always have all of it. */
export function keyChangeIssueOf(set: KeyChangeSet): Pick<Value<'KCTokenIssue'>, 'desc' | 'token'> {
  const [first, second] = set;
  return {
    desc: setInWords(set),
    ...(first &&
      second && {
        token: { type: 'KCToken', set1stMeterKey: { stsCipher: first.token }, set2ndMeterKey: { stsCipher: second.token } },
      }),
  };
}
