import { randomBytes } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { createTopic, readAll, withAdmin, withProducer } from '../support/kafka-client.js';
import type { ConformanceContext } from './conformance.js';

const MEBIBYTE = 1024 * 1024;
const DAY_MS = 86_400_000;

/** Smallest segment that Apache Kafka 4 takes. */
const SMALL_SEGMENTS = { 'segment.bytes': String(MEBIBYTE) };
const COMPACTED = { ...SMALL_SEGMENTS, 'cleanup.policy': 'compact', 'min.cleanable.dirty.ratio': '0.01', 'delete.retention.ms': '500' };

interface Written {
  readonly key: string;
  readonly value: string | null;
  readonly timestamp?: string;
}

const write = (kafka: Kafka, topic: string, messages: readonly Written[]): Promise<unknown> =>
  withProducer(kafka, (producer) => producer.send({ topic, messages: [...messages] }));

/** Fills the segment being written, so that those before it may be removed or compacted. */
async function fillSegment(kafka: Kafka, topic: string, timestamp = String(Date.now())): Promise<void> {
  for (let piece = 0; piece < 4; piece++)
    await write(kafka, topic, [{ key: `filler-${piece}`, value: randomBytes(300_000).toString('base64'), timestamp }]);
}

export function describeMaintenance({ broker, kafka }: ConformanceContext): void {
  const lowOffset = async (topic: string): Promise<number> =>
    Number((await withAdmin(kafka(), (admin) => admin.fetchTopicOffsets(topic)))[0]!.low);

  describe('retention', () => {
    it('removes what is older than the topic keeps, and nothing younger', async () => {
      const topic = await createTopic(kafka(), 'aging', { settings: { ...SMALL_SEGMENTS, 'retention.ms': String(DAY_MS) } });
      await fillSegment(kafka(), topic, String(Date.now() - 2 * DAY_MS));
      await fillSegment(kafka(), topic);

      await eventually('the old segment is gone', async () => (await lowOffset(topic)) > 0);

      const read = await readAll(kafka(), topic);
      expect(read.length).toBeGreaterThanOrEqual(4);
      expect(read.at(-1)!.offset).toBe(7);
    });

    it('removes everything when all is too old, and goes on counting offsets', async () => {
      const topic = await createTopic(kafka(), 'expired', { settings: { ...SMALL_SEGMENTS, 'retention.ms': String(DAY_MS) } });
      await write(kafka(), topic, [{ key: 'a', value: 'old', timestamp: String(Date.now() - 2 * DAY_MS) }]);
      await eventually('it is gone', async () => (await lowOffset(topic)) === 1);

      await broker().crash();
      await write(kafka(), topic, [{ key: 'a', value: 'new' }]);

      expect(await readAll(kafka(), topic)).toMatchObject([{ offset: 1, value: 'new' }]);
    });

    it('removes the oldest beyond the size the topic keeps', async () => {
      const topic = await createTopic(kafka(), 'sized', { settings: { ...SMALL_SEGMENTS, 'retention.bytes': String(2 * MEBIBYTE) } });
      for (let segment = 0; segment < 5; segment++) await fillSegment(kafka(), topic);

      await eventually('the oldest are gone', async () => (await lowOffset(topic)) > 0);

      const read = await readAll(kafka(), topic);
      expect(read.at(-1)!.offset).toBe(19);
      expect(read.length).toBeGreaterThanOrEqual(5);
    });
  });

  describe('compaction', () => {
    const keyed = async (topic: string) => (await readAll(kafka(), topic)).filter(({ key }) => !key!.startsWith('filler'));

    it('keeps the latest value of each key at its offset', async () => {
      const topic = await createTopic(kafka(), 'compacted', { settings: COMPACTED });
      const meters = ['m1', 'm2', 'm3'];
      for (let round = 0; round < 10; round++)
        await write(
          kafka(),
          topic,
          meters.map((key) => ({ key, value: `${key} round ${round}` })),
        );
      await fillSegment(kafka(), topic);
      await write(kafka(), topic, [{ key: 'm4', value: 'only' }]);

      await eventually('the older values are gone', async () => (await keyed(topic)).length === 4);

      expect((await keyed(topic)).map(({ value, offset }) => [value, offset])).toEqual([
        ['m1 round 9', 27],
        ['m2 round 9', 28],
        ['m3 round 9', 29],
        ['only', 34],
      ]);
    });

    it('keeps headers and times of what stays in a batch, and the offsets after a crash', async () => {
      const topic = await createTopic(kafka(), 'partly', { settings: COMPACTED });
      const messages = [
        { key: 'a', value: '1', timestamp: '1700000000001', headers: { h: 'one' } },
        { key: 'b', value: '2', timestamp: '1700000000002', headers: { h: 'two' } },
        { key: 'a', value: '3', timestamp: '1700000000003' },
      ];
      await withProducer(kafka(), (producer) => producer.send({ topic, messages }));
      await fillSegment(kafka(), topic);
      await eventually('the older value is gone', async () => (await keyed(topic)).length === 2);

      await broker().crash();
      await write(kafka(), topic, [{ key: 'c', value: '4' }]);

      const read = await keyed(topic);
      expect(read.map(({ value, offset, timestamp }) => [value, offset, timestamp]).slice(0, 2)).toEqual([
        ['2', 1, 1_700_000_000_002],
        ['3', 2, 1_700_000_000_003],
      ]);
      expect(String(read[0]!.headers!['h'])).toBe('two');
      expect(read[2]).toMatchObject({ value: '4', offset: 7 });
    });

    it('drops a tombstone with its key once it has been kept long enough', async () => {
      const topic = await createTopic(kafka(), 'buried', { settings: COMPACTED });
      await write(kafka(), topic, [
        { key: 'gone', value: 'v' },
        { key: 'stays', value: 'v' },
      ]);
      await write(kafka(), topic, [{ key: 'gone', value: null }]);
      await fillSegment(kafka(), topic);
      await eventually(
        'the value is gone',
        async () => (await keyed(topic)).every(({ value }) => value === null || value === 'v') && (await keyed(topic)).length <= 2,
      );

      await eventually('the tombstone is gone too', async () => {
        await fillSegment(kafka(), topic);
        return (await keyed(topic)).map(({ key }) => key).join() === 'stays';
      });
    });

    it('takes no record without a key', async () => {
      const topic = await createTopic(kafka(), 'keyless', { settings: COMPACTED });

      const sent = withProducer(kafka(), (producer) => producer.send({ topic, messages: [{ value: 'x' }] }), { retry: { retries: 0 } });

      await expect(sent).rejects.toThrow();
    });
  });
}
