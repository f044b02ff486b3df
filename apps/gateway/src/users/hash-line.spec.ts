import { describe, expect, it } from 'vitest';
import { HashLine, MAX_WAITING_KNOWN, MAX_WAITING_PER_ADDRESS, MAX_WAITING_STRANGERS } from './hash-line.js';

const stranger = (address: string) => ({ known: false, address }) as const;
const known = { known: true } as const;
const full = expect.objectContaining({ code: 'request.rate_limited' });

/** A line with somebody of each in it, and who is served in which order. */
async function served(line: HashLine, guests: readonly (readonly [string, Parameters<HashLine['wait']>[0]])[]): Promise<readonly string[]> {
  const order: string[] = [];
  const waiting = guests.map(async ([name, guest]) => {
    await line.wait(guest);
    order.push(name);
  });
  for (let next = line.next(); next; next = line.next()) {
    next();
    await new Promise(setImmediate);
  }
  await Promise.all(waiting);
  return order;
}

describe('the line before the hashes', () => {
  it('serves the addresses in turn, however many of one are there', async () => {
    const order = await served(new HashLine(), [
      ['a1', stranger('a')],
      ['a2', stranger('a')],
      ['a3', stranger('a')],
      ['b1', stranger('b')],
      ['c1', stranger('c')],
      ['b2', stranger('b')],
    ]);

    expect(order).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  });

  it('serves those first who are known', async () => {
    expect(
      await served(new HashLine(), [
        ['a', stranger('a')],
        ['ann', known],
        ['b', stranger('b')],
        ['bob', known],
      ]),
    ).toEqual(['ann', 'bob', 'a', 'b']);
  });

  it('has so many places for one address, for all strangers, and others for those who are known', async () => {
    const line = new HashLine();
    for (let place = 0; place < MAX_WAITING_PER_ADDRESS; place++) void line.wait(stranger('a'));
    await expect(line.wait(stranger('a'))).rejects.toThrow(full);
    for (let place = MAX_WAITING_PER_ADDRESS; place < MAX_WAITING_STRANGERS; place++) void line.wait(stranger(`b${place}`));
    await expect(line.wait(stranger('c'))).rejects.toThrow(full);

    for (let place = 0; place < MAX_WAITING_KNOWN; place++) void line.wait(known);
    await expect(line.wait(known)).rejects.toThrow(full);
    expect(line.next()).toBeDefined();
    await Promise.race([line.wait(known), Promise.resolve()]);
  });
});
