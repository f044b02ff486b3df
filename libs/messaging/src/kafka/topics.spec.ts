import { describe, expect, it } from 'vitest';
import { creation } from './topics.js';

const entries = (brokers: number) =>
  Object.fromEntries(
    creation({ topic: 't', cleanup: 'delete', retentionMs: 5 }, brokers).configEntries.map(({ name, value }) => [name, value]),
  );

describe('a topic that is made', () => {
  it('has three copies of each message, two of which must be there before it counts as sent, where there are three brokers', () => {
    expect(creation({ topic: 't', cleanup: 'compact' }, 3).replicationFactor).toBe(3);
    expect(entries(3)).toEqual({ 'cleanup.policy': 'delete', 'retention.ms': '5', 'min.insync.replicas': '2' });
    expect(entries(5)['min.insync.replicas']).toBe('2');
  });

  it('is kept as the cluster is set up where there are fewer', () => {
    expect(creation({ topic: 't', cleanup: 'compact' }, 2).replicationFactor).toBe(-1);
    expect(entries(1)).toEqual({ 'cleanup.policy': 'delete', 'retention.ms': '5' });
  });
});
