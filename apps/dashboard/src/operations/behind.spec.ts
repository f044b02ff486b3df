import { describe, expect, it } from 'vitest';
import { stopped, toRead } from './behind.js';

const consumer = (group: string, lag: number, running = true) => ({ group, lag, running, lastPollAgeMs: 10 });
const operations = {
  version: '1.2.3',
  outbox: { waiting: 0, oldestAgeMs: 0 },
  consumers: [consumer('billing.book-vends', 4), consumer('billing.meters', 3, false)],
  parkedMessages: 0,
  lostRanges: 0,
};

describe('how far a service is behind', () => {
  it('is what all of its readers have still to read', () => {
    expect(toRead(operations)).toBe(7);
  });

  it('names the readers that stand still', () => {
    expect(stopped(operations)).toEqual(['billing.meters']);
  });
});
