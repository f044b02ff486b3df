import { describe, expect, it } from 'vitest';
import { beside, table, withMeters } from './figure.js';

const commits = { name: 'postgres: commits, 8 connections', value: 8_000, unit: '1/s' };
const vends = { name: 'vends: booked', value: 240, unit: '1/s' };

describe('figures beside their ceilings', () => {
  it('have a ratio where the ceiling was measured in the same run, and say whether the goal is reached', () => {
    expect(beside([commits, vends])[1]).toEqual({ ...vends, ratio: { of: commits.name, value: 0.03 }, goal: '≥ 300', reached: false });
    expect(beside([vends])[0]).not.toHaveProperty('ratio');
  });

  it('are beside the first of them where they were measured with several numbers of meters', () => {
    const few = { ...vends, name: withMeters('vends: booked', 1_000) };
    const many = { ...vends, name: withMeters('vends: booked', 1_000_000), value: 120 };

    expect(beside([commits, few, many]).map(({ ratio }) => ratio)).toEqual([
      undefined,
      { of: commits.name, value: 0.03 },
      { of: 'vends: booked, with 1,000 meters', value: 0.5 },
    ]);
  });

  it('are shown one a line', () => {
    expect(
      table(beside([commits, vends]))
        .split('\n')
        .at(-1),
    ).toMatch(/^vends: booked +240 +1\/s +0\.03 of postgres.+≥ 300 not reached$/);
  });
});
