import { pino } from 'pino';
import { register } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { apart, sharedOut } from '../src/apart.js';

let logged: Record<string, unknown>[];
beforeEach(() => void (logged = []));
const logger = pino({ level: 'error' }, { write: (line: string) => logged.push(JSON.parse(line) as Record<string, unknown>) });
const share = { task: 'floats', utility: 'acme', vendorId: 'V-1' };
const counted = async (): Promise<unknown> => (await register.getSingleMetric('openprepay_utility_failures_total')?.get())?.values;

describe('one utility’s share of a round', () => {
  it('gives what it comes to', async () => {
    expect(await apart(logger, share, () => Promise.resolve(7))).toBe(7);
    expect(logged).toEqual([]);
  });

  it('is logged and counted where it fails, and keeps nobody from going on', async () => {
    expect(await apart(logger, share, () => Promise.reject(new Error('no')))).toBeUndefined();

    expect(logged).toMatchObject([{ ...share, err: { message: 'no' } }]);
    expect(await counted()).toEqual([{ labels: { task: 'floats' }, value: 1 }]);
  });

  it('ends the round where the database is away', async () => {
    const outage = Object.assign(new Error('terminating connection'), { code: '57P01' });

    await expect(apart(logger, share, () => Promise.reject(outage))).rejects.toBe(outage);
  });
});

describe('a round for several utilities', () => {
  it('gives each its share, and what one leaves to those after it', async () => {
    const waiting: Readonly<Record<string, number>> = { few: 1, more: 5, many: 100 };
    const shares: (readonly [string, number])[] = [];
    const round = { task: 'shares', utilities: Object.keys(waiting), limit: 30 };

    const taken = await sharedOut(logger, round, (utility, share) => {
      shares.push([utility, share]);
      return Promise.resolve(Math.min(share, waiting[utility]!));
    });

    expect(shares).toEqual([
      ['few', 10],
      ['more', 15],
      ['many', 24],
    ]);
    expect(taken).toBe(30);
  });

  it('goes on with the others where one fails, and has something for each however many there are', async () => {
    const utilities = ['one', 'two', 'three', 'four'];

    const taken = await sharedOut(logger, { task: 'shares', utilities, limit: 2 }, (utility, share) =>
      utility === 'two' ? Promise.reject(new Error('no')) : Promise.resolve(share),
    );

    expect(taken).toBe(3);
    expect(logged).toMatchObject([{ task: 'shares', utility: 'two' }]);
  });
});
