import { describe, expect, it } from 'vitest';
import { createTopic } from '../support/kafka-client.js';
import { rawBatch } from '../support/raw-batch.js';
import { RawClient } from '../support/raw-client.js';
import { produceRaw } from '../support/raw-requests.js';
import type { ConformanceContext } from './conformance.js';

const FETCH = 1;
const METADATA = 3;
const HEARTBEAT = 12;
const PRODUCE = 0;
const LONG_MS = 20_000;

const postFetch = (client: RawClient, topic: string, maxWaitMs: number): number =>
  client.post(FETCH, 4, (body) => {
    body.int32(-1).int32(maxWaitMs).int32(1).int32(1_000_000).int8(0);
    body.array([topic], (name) => body.string(name).array([0], (partition) => body.int32(partition).int64(0).int32(1_000_000)));
  });

export function describePipelining({ broker, kafka }: ConformanceContext): void {
  describe('requests of one connection', () => {
    it('are answered in order, so that one behind a waiting fetch waits too, and no other connection does', async () => {
      const topic = await createTopic(kafka(), 'waiting');
      const [waiting, other] = await Promise.all([RawClient.open(broker().brokers[0]!), RawClient.open(broker().brokers[0]!)]);

      const fetch = postFetch(waiting, topic, LONG_MS);
      const metadata = waiting.post(METADATA, 4, (body) => body.array([topic], (name) => body.string(name)).boolean(false));
      const startedAt = Date.now();
      await other.request(HEARTBEAT, 0, (body) => body.string('nobody').int32(1).string('nobody'));
      await produceRaw(other, { topic }, rawBatch({ values: ['wake up'] }));

      expect((await waiting.next())!.correlationId).toBe(fetch);
      expect((await waiting.next())!.correlationId).toBe(metadata);
      expect(Date.now() - startedAt).toBeLessThan(LONG_MS / 2);
      waiting.close();
      other.close();
    });

    it('that produce keep their order and their answers', async () => {
      const topic = await createTopic(kafka(), 'pipelined');
      const client = await RawClient.open(broker().brokers[0]!);

      const posted = Array.from({ length: 200 }, (_, index) =>
        client.post(PRODUCE, 7, (body) => {
          body.nullableString(null).int16(-1).int32(LONG_MS);
          body.array([topic], (name) =>
            body.string(name).array([0], (partition) => body.int32(partition).bytes(rawBatch({ values: [String(index)] }))),
          );
        }),
      );

      for (const [index, correlationId] of posted.entries()) {
        const response = (await client.next())!;
        expect(response.correlationId).toBe(correlationId);
        const { body } = response;
        body.int32();
        body.string();
        body.int32();
        expect([body.int32(), body.int16(), body.int64()]).toEqual([0, 0, index]);
      }
      client.close();
    });

    it('sent with acks=0 get no answer and are stored', async () => {
      const topic = await createTopic(kafka(), 'unacknowledged');
      const client = await RawClient.open(broker().brokers[0]!);

      client.post(PRODUCE, 7, (body) => {
        body.nullableString(null).int16(0).int32(LONG_MS);
        body.array([topic], (name) =>
          body.string(name).array([0], (partition) => body.int32(partition).bytes(rawBatch({ values: ['quiet'] }))),
        );
      });
      const fetch = postFetch(client, topic, LONG_MS);

      const response = (await client.next())!;
      expect(response.correlationId).toBe(fetch);
      expect(response.body.remaining).toBeGreaterThan('quiet'.length + 61);
      client.close();
    });
  });
}
