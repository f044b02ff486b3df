import { describe, expect, it } from 'vitest';
import { compare } from './compare.js';
import type { ReportedFigure } from './figure.js';

const commits = (value: number): ReportedFigure => ({ name: 'commits', value, unit: 'commits/s' });
const vends = (value: number, ratio: number): ReportedFigure => ({
  ...{ name: 'vends', value, unit: 'vends/s' },
  ratio: { of: 'commits', value: ratio },
});
const latency = (value: number, ratio: number): ReportedFigure => ({
  ...{ name: 'latency', value, unit: 'ms' },
  ratio: { of: 'commit latency', value: ratio },
});

describe('compare', () => {
  it('shows each figure that both runs have, before and after', () => {
    const { text } = compare([commits(100), vends(50, 0.5)], [commits(200), vends(100, 0.5), latency(3, 1)], 20);

    expect(text).toMatch(/^commits +100 +200 +commits\/s +2\.00$/m);
    expect(text).toMatch(/^vends +50 +100 +vends\/s +2\.00 +0\.5 → 0\.5$/m);
    expect(text).not.toContain('latency');
  });

  it('calls worse what is worse beside its ceiling, not what a slower machine made of it', () => {
    expect(compare([vends(100, 0.5)], [vends(40, 0.5)], 20).worse).toEqual([]);
    expect(compare([vends(100, 0.5)], [vends(200, 0.4)], 20).worse).toEqual(['vends']);
    expect(compare([vends(100, 0.5)], [vends(100, 0.45)], 20).worse).toEqual([]);
  });

  it('knows that of milliseconds more is worse', () => {
    expect(compare([latency(10, 2)], [latency(10, 2.5)], 20).worse).toEqual(['latency']);
    expect(compare([latency(10, 2)], [latency(10, 1)], 20).worse).toEqual([]);
  });

  it('counts nothing that was measured beside another ceiling, or beside none', () => {
    const { ratio: _, ...bare } = vends(1, 0.001);

    expect(compare([vends(100, 0.5)], [{ ...vends(100, 0.001), ratio: { of: 'sales', value: 0.001 } }], 20).worse).toEqual([]);
    expect(compare([vends(100, 0.5)], [bare], 20).worse).toEqual([]);
  });
});
