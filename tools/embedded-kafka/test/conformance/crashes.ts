import { setTimeout as sleep } from 'node:timers/promises';
import { Partitioners, type Producer } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { createTopic, readAll } from '../support/kafka-client.js';
import { seededRandom } from '../support/seeded-random.js';
import type { ConformanceContext } from './conformance.js';

/** Fixed, so that a failure can be repeated; another one by `KAFKA_CRASH_SEED`. */
const SEED = Number(process.env['KAFKA_CRASH_SEED'] ?? 20_261_122);
const CRASHES = 4;
const PRODUCERS = 4;
const PARTITIONS = 6;

interface Tally {
  readonly acknowledged: Set<string>;
  sent: number;
}

export function describeCrashes({ broker, kafka }: ConformanceContext): void {
  describe('a crash of the broker (SIGKILL)', () => {
    it(`loses and doubles nothing that was acknowledged, ${CRASHES} times in mid-flow (seed ${SEED})`, { timeout: 240_000 }, async () => {
      const random = seededRandom(SEED);
      const topic = await createTopic(kafka(), 'survivors', { partitions: PARTITIONS });
      const tally: Tally = { acknowledged: new Set(), sent: 0 };
      let flowing = true;
      const producers = Array.from({ length: PRODUCERS }, () =>
        kafka().producer({
          idempotent: true,
          maxInFlightRequests: 1,
          createPartitioner: Partitioners.DefaultPartitioner,
          retry: { retries: 30, initialRetryTime: 100, maxRetryTime: 500 },
        }),
      );
      await Promise.all(producers.map((producer) => producer.connect()));
      const flows = producers.map((producer, index) => flow({ producer, topic, name: index, tally, goesOn: () => flowing }));

      for (let crash = 0; crash < CRASHES; crash++) {
        const before = tally.acknowledged.size;
        await expect.poll(() => tally.acknowledged.size, { timeout: 60_000 }).toBeGreaterThan(before);
        await sleep(200 + random() * 1_000);
        await broker().crash();
      }
      flowing = false;
      await Promise.all(flows);
      await Promise.all(producers.map((producer) => producer.disconnect()));

      const stored = (await readAll(kafka(), topic)).map(({ value }) => value!);
      const unique = new Set(stored);
      const lost = [...tally.acknowledged].filter((value) => !unique.has(value));
      expect(lost).toEqual([]);
      expect(stored.length - unique.size).toBe(0);
      expect(tally.acknowledged.size).toBeGreaterThan(CRASHES * PRODUCERS);
    });
  });
}

/** Sends batches until told to stop; what the broker has acknowledged is written down. */
async function flow({
  producer,
  topic,
  name,
  tally,
  goesOn,
}: {
  readonly producer: Producer;
  readonly topic: string;
  readonly name: number;
  readonly tally: Tally;
  readonly goesOn: () => boolean;
}): Promise<void> {
  while (goesOn()) {
    const values = Array.from({ length: 20 }, () => `${name}/${tally.sent++}`);
    await producer.send({ topic, acks: -1, messages: values.map((value) => ({ key: value, value })) });
    for (const value of values) tally.acknowledged.add(value);
  }
}
