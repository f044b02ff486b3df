import { describe, expect, it } from 'vitest';
import { matchesFilter, withoutShare } from '../src/topic-filter.js';

describe('matchesFilter', () => {
  it.each([
    ['meters/+/readings', 'meters/07/readings', true],
    ['meters/+/readings', 'meters/07/events', false],
    ['meters/+/readings', 'meters/07/readings/x', false],
    ['meters/+', 'meters', false],
    ['meters/#', 'meters', true],
    ['meters/#', 'meters/07/readings', true],
    ['+/+', '/x', true],
    ['#', '$SYS/x', false],
    ['+/x', '$SYS/x', false],
    ['$SYS/#', '$SYS/x', true],
  ])('%s takes %s: %s', (filter, topic, expected) => {
    expect(matchesFilter(filter, topic)).toBe(expected);
  });
});

describe('withoutShare', () => {
  it('names the filter behind a shared subscription', () => {
    expect(withoutShare('$share/telemetry/meters/+/readings')).toBe('meters/+/readings');
    expect(withoutShare('meters/+/readings')).toBe('meters/+/readings');
  });
});
