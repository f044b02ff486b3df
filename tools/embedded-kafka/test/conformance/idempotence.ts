import { describe, expect, it } from 'vitest';
import { createTopic, readAll, withProducer } from '../support/kafka-client.js';
import { rawBatch } from '../support/raw-batch.js';
import { RawClient } from '../support/raw-client.js';
import { newProducerId, produceRaw } from '../support/raw-requests.js';
import type { ConformanceContext } from './conformance.js';

const OUT_OF_ORDER = 45;
const STALE_EPOCH = 47;

/** The refusal that every client takes for final. */
const TRANSACTIONAL_ID_AUTHORIZATION_FAILED = 53;

export function describeIdempotence({ broker, kafka, isApache }: ConformanceContext): void {
  describe('an idempotent producer', () => {
    it('is answered a repeated batch with its first offset, and it is stored once', async () => {
      const topic = await createTopic(kafka(), 'once');
      const client = await RawClient.open(broker().brokers[0]!);
      const { producerId } = await newProducerId(client);
      const batch = (baseSequence: number, values: string[]) => rawBatch({ values, producerId, producerEpoch: 0, baseSequence });

      expect(await produceRaw(client, { topic }, batch(0, ['a', 'b']))).toEqual({ error: 0, baseOffset: 0 });
      expect(await produceRaw(client, { topic }, batch(2, ['c']))).toEqual({ error: 0, baseOffset: 2 });
      expect(await produceRaw(client, { topic }, batch(0, ['a', 'b']))).toEqual({ error: 0, baseOffset: 0 });
      expect(await produceRaw(client, { topic }, batch(2, ['c']))).toEqual({ error: 0, baseOffset: 2 });

      expect((await readAll(kafka(), topic)).map(({ value }) => value)).toEqual(['a', 'b', 'c']);
      client.close();
    });

    it('is refused a gap in its sequence and an epoch gone by', async () => {
      const topic = await createTopic(kafka(), 'gaps');
      const client = await RawClient.open(broker().brokers[0]!);
      const { producerId } = await newProducerId(client);
      const send = (producerEpoch: number, baseSequence: number) =>
        produceRaw(client, { topic }, rawBatch({ values: ['x'], producerId, producerEpoch, baseSequence }));

      expect((await send(1, 0)).error).toBe(0);
      expect((await send(1, 5)).error).toBe(OUT_OF_ORDER);
      expect((await send(0, 1)).error).toBe(STALE_EPOCH);
      expect((await send(1, 1)).error).toBe(0);
      client.close();
    });

    it('is still known after a crash of the broker', async () => {
      const topic = await createTopic(kafka(), 'remembered');
      const before = await RawClient.open(broker().brokers[0]!);
      const { producerId } = await newProducerId(before);
      const batch = rawBatch({ values: ['only once'], producerId, producerEpoch: 0, baseSequence: 0 });
      expect(await produceRaw(before, { topic }, Buffer.from(batch))).toEqual({ error: 0, baseOffset: 0 });

      await broker().crash();

      const after = await RawClient.open(broker().brokers[0]!);
      await expect.poll(() => produceRaw(after, { topic }, Buffer.from(batch)), { timeout: 20_000 }).toEqual({ error: 0, baseOffset: 0 });
      expect((await newProducerId(after)).producerId).not.toBe(producerId);
      expect(await readAll(kafka(), topic)).toHaveLength(1);
      after.close();
    });

    it('of kafkajs works', async () => {
      const topic = await createTopic(kafka(), 'client');
      const config = { idempotent: true, maxInFlightRequests: 1 };
      await withProducer(
        kafka(),
        async (producer) =>
          void (await Promise.all([1, 2, 3].map((value) => producer.send({ topic, messages: [{ value: String(value) }] })))),
        config,
      );
      expect(await readAll(kafka(), topic)).toHaveLength(3);
    });
  });

  if (isApache) return;

  describe('a transactional producer', () => {
    it('is refused: there are no transactions', async () => {
      const client = await RawClient.open(broker().brokers[0]!);

      expect((await newProducerId(client, 'tx')).error).toBe(TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
      await expect(
        withProducer(kafka(), (producer) => producer.transaction(), { transactionalId: 'tx', retry: { retries: 0 } }),
      ).rejects.toThrow();
      client.close();
    });
  });
}
