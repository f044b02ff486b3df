import { z } from 'zod';

/** SHA-256 of a text in UTF-8, in base64url. Whoever signs or verifies brings it: here is no platform. */
export type Digest = (text: string) => string;

/** Requests that are signed together at most: as many as a transaction may have. */
export const MAX_SIGNED_TOGETHER = 1_024;

const digest = z.base64url().length(43);

/** From a request to what was signed: the digests that it is joined with, one after the other. */
export const signedWith = z.array(digest).min(1).max(Math.log2(MAX_SIGNED_TOGETHER));

/** What is signed for all, and by their places the way from each to it. */
export interface SignedTogether {
  readonly text: string;
  readonly ways: readonly (readonly string[])[];
}

/**
 * One text to sign for several: a tree of digests (Merkle's), so that each of them is verified alone, by its own words and the few
 * digests beside its way to the root. Leaves and joints differ in what they begin with, so that neither passes for the other, and what
 * is signed differs from every single request's text.
 *
 * @param texts `signedText` of two at least
 * @throws {RangeError} where they are fewer, or more than `MAX_SIGNED_TOGETHER`
 * @source RFC 6962, 2.1, for what leaves and joints begin with
 */
export function signedTogether(texts: readonly string[], digestOf: Digest): SignedTogether {
  if (texts.length < 2 || texts.length > MAX_SIGNED_TOGETHER) throw new RangeError(`${texts.length} requests are not signed together`);
  const ways = texts.map((): string[] => []);
  let level = texts.map((text, place) => ({ digest: leafOf(text, digestOf), places: [place] }));
  while (level.length > 1) {
    const joined: typeof level = [];
    for (let nth = 0; nth < level.length; nth += 2) {
      const one = level[nth]!;
      const other = level[nth + 1];
      // the last of an odd number goes up as it is
      if (!other) {
        joined.push(one);
        continue;
      }
      for (const place of one.places) ways[place]!.push(other.digest);
      for (const place of other.places) ways[place]!.push(one.digest);
      joined.push({ digest: jointOf(one.digest, other.digest, digestOf), places: [...one.places, ...other.places] });
    }
    level = joined;
  }
  return { text: rootText(level[0]!.digest), ways };
}

/** What was signed, if the request with this text is one of those that were signed together. */
export const textOfWay = (text: string, way: readonly string[], digestOf: Digest): string =>
  rootText(way.reduce((below, beside) => jointOf(below, beside, digestOf), leafOf(text, digestOf)));

const leafOf = (text: string, digestOf: Digest): string => digestOf(`0${text}`);

/** In an order of their own, so that a way need not say which of the two it comes from. */
const jointOf = (one: string, other: string, digestOf: Digest): string => digestOf(one < other ? `1${one}${other}` : `1${other}${one}`);

const rootText = (root: string): string => JSON.stringify(['signed-together', root]);
