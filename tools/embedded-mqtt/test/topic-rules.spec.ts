import { describe, expect, it } from 'vitest';
import { ruleFor, type TopicRule } from '../src/topic-rules.js';

const own: readonly TopicRule[] = [
  { permission: 'deny', action: 'publish', topic: 'meters/1/state/#' },
  { permission: 'allow', action: 'all', topic: 'meters/1/+' },
  { permission: 'allow', action: 'subscribe', topic: 'eq news/#' },
];

describe('a rule about topics', () => {
  it.each([
    ['publish', 'meters/1/readings', 'allow'],
    ['subscribe', 'meters/1/tokens', 'allow'],
    ['publish', 'meters/1/state', 'deny'],
    ['subscribe', 'meters/1/state', 'allow'],
    ['publish', 'meters/2/readings', undefined],
    ['subscribe', 'meters/1/tokens/x', undefined],
  ] as const)('decides whether one may %s %s: %s', (action, topic, expected) => {
    expect(ruleFor(own, action, topic)).toBe(expected);
  });

  it('grants a filter with a wildcard in its very words only', () => {
    expect(ruleFor(own, 'subscribe', 'meters/1/+')).toBe('allow');
    expect(ruleFor(own, 'subscribe', 'news/#')).toBe('allow');
    expect(ruleFor(own, 'subscribe', 'news/today')).toBeUndefined();
    for (const filter of ['meters/+/tokens', '#', 'meters/#', 'meters/1/#', '+/1/tokens', '$share/g/meters/1/tokens'])
      expect(ruleFor(own, 'subscribe', filter), filter).toBeUndefined();
  });
});
