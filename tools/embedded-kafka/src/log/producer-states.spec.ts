import { describe, expect, it } from 'vitest';
import type { BatchHeader } from '../record/record-batch.js';
import { ProducerStates } from './producer-states.js';

const NOW = 1_000_000;

/** One batch of `count` records of producer 7. */
const batch = (baseSequence: number, baseOffset: number, { count = 1, epoch = 0 } = {}): BatchHeader => ({
  ...{ baseOffset, lastOffset: baseOffset + count - 1, recordCount: count, baseSequence, producerId: 7, producerEpoch: epoch },
  ...{ sizeBytes: 100, magic: 2, attributes: 0, baseTimestamp: 0, maxTimestamp: 0 },
});

describe('ProducerStates', () => {
  it('recognises any of the last five batches, and refuses an older one as a duplicate', () => {
    const states = new ProducerStates();
    for (let sequence = 0; sequence < 6; sequence++) states.record(batch(sequence, sequence * 10), Number.MAX_SAFE_INTEGER, NOW);

    expect(states.check(batch(1, 0))).toEqual({ kind: 'duplicate', baseOffset: 10 });
    expect(states.check(batch(5, 0))).toEqual({ kind: 'duplicate', baseOffset: 50 });
    expect(states.check(batch(0, 0))).toMatchObject({ kind: 'refuse', error: 46 });
    expect(states.check(batch(6, 0))).toEqual({ kind: 'append' });
    expect(states.check(batch(7, 0))).toMatchObject({ kind: 'refuse', error: 45 });
  });

  it('lets the sequence begin anew after its last number', () => {
    const states = new ProducerStates();
    states.record(batch(2 ** 31 - 2, 0, { count: 2 }), 0, NOW);
    expect(states.check(batch(0, 0))).toEqual({ kind: 'append' });
    expect(states.check(batch(1, 0))).toMatchObject({ kind: 'refuse' });
  });

  it('gives a checkpoint only what is durable', () => {
    const states = new ProducerStates();
    for (let sequence = 0; sequence < 8; sequence++) states.record(batch(sequence, sequence), 2, NOW);

    const restored = new ProducerStates();
    restored.restore(states.snapshot(2));

    expect(restored.check(batch(1, 0))).toEqual({ kind: 'duplicate', baseOffset: 1 });
    expect(restored.check(batch(2, 0))).toEqual({ kind: 'append' });
  });

  it('is not set back by an older batch or epoch met again in recovery', () => {
    const states = new ProducerStates();
    states.record(batch(0, 5, { epoch: 1 }), 0, NOW);
    states.record(batch(3, 4, { epoch: 0 }), 0, NOW);
    states.record(batch(0, 5, { epoch: 1 }), 0, NOW);
    expect(states.check(batch(1, 0, { epoch: 1 }))).toEqual({ kind: 'append' });
  });

  it('forgets a producer that has been silent for long', () => {
    const states = new ProducerStates();
    states.record(batch(0, 0), 1, NOW);
    states.expire(NOW + 2 * 86_400_000);
    expect(states.snapshot(1)).toEqual([]);
  });
});
