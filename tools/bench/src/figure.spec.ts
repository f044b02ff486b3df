import { describe, expect, it } from 'vitest';
import { beside, table } from './figure.js';

const commits = { name: 'postgres: commits, 8 connections', value: 8_000, unit: '1/s' };
const vends = { name: 'vends: booked', value: 240, unit: '1/s' };

describe('figures beside their ceilings', () => {
  it('have a ratio where the ceiling was measured in the same run, and say whether the goal is reached', () => {
    expect(beside([commits, vends])[1]).toEqual({ ...vends, ratio: { of: commits.name, value: 0.03 }, goal: '≥ 300', reached: false });
    expect(beside([vends])[0]).not.toHaveProperty('ratio');
  });

  it('are shown one a line', () => {
    expect(
      table(beside([commits, vends]))
        .split('\n')
        .at(-1),
    ).toMatch(/^vends: booked +240 +1\/s +0\.03 of postgres.+≥ 300 not reached$/);
  });
});
