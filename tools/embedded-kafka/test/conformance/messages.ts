import { randomBytes } from 'node:crypto';
import { CompressionTypes } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { createTopic, readAll, withAdmin, withProducer } from '../support/kafka-client.js';
import type { ConformanceContext } from './conformance.js';

const MEBIBYTE = 1024 * 1024;
/** Records with times of long ago would soon be removed otherwise. */
const KEPT_FOR_EVER = { 'retention.ms': '-1' };

export function describeMessages({ kafka }: ConformanceContext): void {
  describe('messages', () => {
    it('come back with key, value, headers and time as they were sent', async () => {
      const topic = await createTopic(kafka(), 'faithful', { settings: KEPT_FOR_EVER });
      const messages = [
        { key: 'k', value: 'v', timestamp: '1700000000123', headers: { ce_id: '1', many: ['a', 'b'] } },
        { key: null, value: 'no key', timestamp: '1700000000124' },
        { key: 'tombstone', value: null, timestamp: '1700000000125' },
        { key: '', value: '', timestamp: '1700000000126', headers: { empty: '' } },
        { key: 'ключ', value: '値 🙂', timestamp: '1700000000127' },
      ];

      await withProducer(kafka(), (producer) => producer.send({ topic, messages }));

      const read = await readAll(kafka(), topic);
      expect(read.map(({ key, value, timestamp, offset }) => [key, value, timestamp, offset])).toEqual([
        ['k', 'v', 1_700_000_000_123, 0],
        [null, 'no key', 1_700_000_000_124, 1],
        ['tombstone', null, 1_700_000_000_125, 2],
        ['', '', 1_700_000_000_126, 3],
        ['ключ', '値 🙂', 1_700_000_000_127, 4],
      ]);
      const [first] = read;
      expect(String(first!.headers!['ce_id'])).toBe('1');
      expect((first!.headers!['many'] as Buffer[]).map(String)).toEqual(['a', 'b']);
    });

    it('of one partition keep their order over many requests', async () => {
      const topic = await createTopic(kafka(), 'ordered');
      await withProducer(kafka(), async (producer) => {
        for (let batch = 0; batch < 50; batch++) {
          await producer.send({ topic, messages: Array.from({ length: 20 }, (_, index) => ({ value: String(batch * 20 + index) })) });
        }
      });

      const read = await readAll(kafka(), topic);

      expect(read.map(({ value }) => value)).toEqual(Array.from({ length: 1_000 }, (_, index) => String(index)));
    });

    it('may be more than 1 MiB in a gzip batch', async () => {
      const topic = await createTopic(kafka(), 'folded');
      const messages = Array.from({ length: 4_000 }, (_, index) => ({ value: `${index}:${'x'.repeat(1_000)}` }));

      await withProducer(kafka(), (producer) => producer.send({ topic, messages, compression: CompressionTypes.GZIP }));

      const read = await readAll(kafka(), topic);
      expect(read.map(({ value }) => value)).toEqual(messages.map(({ value }) => value));
    });

    it('may be larger than 1 MiB where the topic allows it, also for a consumer that asks for less', async () => {
      const topic = await createTopic(kafka(), 'large', { settings: { 'max.message.bytes': String(8 * MEBIBYTE) } });
      const values = [3, 1, 5].map((mebibytes) =>
        randomBytes(mebibytes * MEBIBYTE)
          .toString('latin1')
          .slice(0, mebibytes * MEBIBYTE),
      );

      await withProducer(kafka(), async (producer) => {
        for (const value of values) await producer.send({ topic, messages: [{ value: Buffer.from(value, 'latin1') }] });
      });

      const read = await readAll(kafka(), topic);
      expect(read.map(({ value }) => value?.length)).toEqual(values.map((value) => Buffer.from(value, 'latin1').toString('utf8').length));
    });

    it('beyond the size of the topic are refused and leave nothing', async () => {
      const topic = await createTopic(kafka(), 'bounded');
      const value = randomBytes(2 * MEBIBYTE);

      const sent = withProducer(kafka(), (producer) => producer.send({ topic, messages: [{ value }] }), { retry: { retries: 0 } });

      await expect(sent).rejects.toMatchObject({ type: 'MESSAGE_TOO_LARGE' });
      expect(await readAll(kafka(), topic)).toEqual([]);
    });

    it('are found by time', async () => {
      const topic = await createTopic(kafka(), 'timed', { settings: KEPT_FOR_EVER });
      await withProducer(kafka(), async (producer) => {
        await producer.send({ topic, messages: [10, 20, 30].map((time) => ({ value: 'x', timestamp: String(1_700_000_000_000 + time) })) });
        const compression = CompressionTypes.GZIP;
        await producer.send({
          topic,
          compression,
          messages: [40, 50].map((time) => ({ value: 'x', timestamp: String(1_700_000_000_000 + time) })),
        });
      });

      const at = (time: number) => withAdmin(kafka(), (admin) => admin.fetchTopicOffsetsByTimestamp(topic, 1_700_000_000_000 + time));

      expect(await at(0)).toEqual([{ partition: 0, offset: '0' }]);
      expect(await at(20)).toEqual([{ partition: 0, offset: '1' }]);
      expect(await at(21)).toEqual([{ partition: 0, offset: '2' }]);
      expect(await at(45)).toEqual([{ partition: 0, offset: '4' }]);
      // Past the last record kafkajs answers with the end of the log.
      expect(await at(51)).toEqual([{ partition: 0, offset: '5' }]);
    });
  });
}
