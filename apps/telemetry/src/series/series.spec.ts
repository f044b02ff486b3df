import { describe, expect, it } from 'vitest';
import { seriesRange } from './series.js';

const NOW = new Date('2026-11-22T10:00:00Z');

describe('seriesRange', () => {
  it('is the last day unless said, now included', () => {
    const { from, to } = seriesRange({}, 'raw', NOW);
    expect(to > NOW).toBe(true);
    expect(to.getTime() - from.getTime()).toBe(86_400_000);
  });

  it.each([
    [{ from: new Date('2026-11-02'), to: new Date('2026-11-01') }, 'raw'],
    [{ from: NOW, to: NOW }, 'hour'],
    [{ from: new Date('2020-01-01'), to: NOW }, 'raw'],
    [{ from: new Date('2000-01-01'), to: NOW }, 'day'],
  ] as const)('refuses %o at %s', (asked, resolution) => {
    expect(() => seriesRange(asked, resolution, NOW)).toThrow(expect.objectContaining({ code: 'telemetry.range_invalid' }));
  });
});
