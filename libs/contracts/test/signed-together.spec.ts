import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { MAX_SIGNED_TOGETHER, signedTogether, signedWith, textOfWay } from '../src/signed-together.js';

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url');
const textsOf = (count: number): readonly string[] => Array.from({ length: count }, (_, nth) => `["request","acme",{"nth":${nth}}]`);

describe('what is signed together', () => {
  it.each([2, 3, 4, 5, 7, 8, 12, 63, 64, 65, MAX_SIGNED_TOGETHER])('is verified one by one, of %i', (count) => {
    const texts = textsOf(count);

    const { text, ways } = signedTogether(texts, digestOf);

    expect(texts.map((one, nth) => textOfWay(one, ways[nth]!, digestOf))).toEqual(texts.map(() => text));
    for (const way of ways) expect(signedWith.safeParse(way).success).toBe(true);
  });

  it('is nothing else: no other words, no other way, no part of the tree in the place of a request', () => {
    const texts = textsOf(4);
    const { text, ways } = signedTogether(texts, digestOf);
    const [way] = ways;
    const joint = [0, 1].map((nth) => digestOf(`0${texts[nth]}`)).toSorted();

    expect(textOfWay(`${texts[0]} `, way!, digestOf)).not.toBe(text);
    expect(textOfWay(texts[0]!, ways[2]!, digestOf)).not.toBe(text);
    expect(textOfWay(texts[0]!, way!.toReversed(), digestOf)).not.toBe(text);
    expect(textOfWay(texts[0]!, way!.slice(0, 1), digestOf)).not.toBe(text);
    expect(textOfWay(joint.join(''), way!.slice(1), digestOf)).not.toBe(text);
    expect(textOfWay(`1${joint.join('')}`, way!.slice(1), digestOf)).not.toBe(text);
  });

  it('is never the text of one request', () => {
    const { text } = signedTogether(textsOf(2), digestOf);

    expect(JSON.parse(text)).toHaveLength(2);
  });

  it.each([0, 1, MAX_SIGNED_TOGETHER + 1])('is not of %i', (count) => {
    expect(() => signedTogether(textsOf(count), digestOf)).toThrow(RangeError);
  });
});
