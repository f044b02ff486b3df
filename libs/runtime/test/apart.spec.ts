import { pino } from 'pino';
import { register } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { apart } from '../src/apart.js';

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
