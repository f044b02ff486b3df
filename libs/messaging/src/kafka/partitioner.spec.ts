import fc from 'fast-check';
import kafkajs, { type Message } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { partitioner } from './partitioner.js';

const theirs = kafkajs.Partitioners.DefaultPartitioner();
const ours = partitioner();
const asked = (message: Partial<Message>, partitions: number) => ({
  topic: 't',
  message: { value: '', ...message },
  partitionMetadata: Array.from({ length: partitions }, (_, partitionId) => ({
    partitionId,
    leader: 1,
    partitionErrorCode: 0,
    replicas: [1],
    isr: [1],
  })),
});
const key = fc.oneof(fc.string(), fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ minLength: 300, maxLength: 2_000 }));

describe('the partition of a key', () => {
  it('is where the client puts it, of whatever length and script', () => {
    fc.assert(
      fc.property(key, fc.integer({ min: 1, max: 200 }), (text, partitions) => {
        expect(ours(asked({ key: text }, partitions))).toBe(theirs(asked({ key: text }, partitions)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is the message’s own where it says one, and one that there is where it has neither', () => {
    expect(ours(asked({ key: 'a', partition: 7 }, 12))).toBe(7);
    expect(ours(asked({ key: Buffer.from('600727070000000178') }, 12))).toBe(ours(asked({ key: '600727070000000178' }, 12)));
    expect(ours(asked({ key: null }, 1))).toBe(0);
  });
});
