import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { createTopic, readAll, withProducer } from '../support/kafka-client.js';
import { seededRandom } from '../support/seeded-random.js';
import type { ConformanceContext } from './conformance.js';

/** Fixed, so that a failure can be repeated; another one by `KAFKA_CRASH_SEED`. */
const SEED = Number(process.env['KAFKA_CRASH_SEED'] ?? 20_261_122);
const CRASHES = 4;
const PRODUCERS = 4;
const PARTITIONS = 6;
const PAUSE_AFTER_FAILURE_MS = 200;

interface Tally {
  readonly acknowledged: Set<string>;
  sent: number;
}

export function describeCrashes({ broker, kafka }: ConformanceContext): void {
  describe('a crash of the broker (SIGKILL)', () => {
    it(`loses and doubles nothing that was acknowledged, ${CRASHES} times in mid-flow (seed ${SEED})`, { timeout: 600_000 }, async () => {
      const random = seededRandom(SEED);
      const topic = await createTopic(kafka(), 'survivors', { partitions: PARTITIONS });
      const tally: Tally = { acknowledged: new Set(), sent: 0 };
      let flowing = true;
      const flows = Array.from({ length: PRODUCERS }, (_, name) => flow({ kafka: kafka(), topic, name, tally, goesOn: () => flowing }));

      for (let crash = 0; crash < CRASHES; crash++) {
        const before = tally.acknowledged.size;
        await expect.poll(() => tally.acknowledged.size, { timeout: 60_000 }).toBeGreaterThan(before);
        await sleep(200 + random() * 1_000);
        await broker().crash();
      }
      flowing = false;
      await Promise.all(flows);

      const stored = (await readAll(kafka(), topic)).map(({ value }) => value!);
      const unique = new Set(stored);
      const lost = [...tally.acknowledged].filter((value) => !unique.has(value));
      expect(lost).toEqual([]);
      expect(stored.length - unique.size).toBe(0);
      expect(tally.acknowledged.size).toBeGreaterThan(CRASHES * PRODUCERS);
    });
  });
}

interface Flow {
  readonly kafka: Kafka;
  readonly topic: string;
  readonly name: number;
  readonly tally: Tally;
  readonly goesOn: () => boolean;
}

/**
 * Sends batches until told to stop; what the broker has acknowledged is written down. After a batch that failed for good (its fate is unknown) a new
 * producer goes on with new values: kafkajs would give the next batch the sequence number of the failed one.
 */
async function flow({ kafka, topic, name, tally, goesOn }: Flow): Promise<void> {
  while (goesOn()) {
    await withProducer(
      kafka,
      async (producer) => {
        while (goesOn()) {
          const values = Array.from({ length: 20 }, () => `${name}/${tally.sent++}`);
          await producer.send({ topic, acks: -1, messages: values.map((value) => ({ key: value, value })) });
          for (const value of values) tally.acknowledged.add(value);
        }
      },
      { idempotent: true, maxInFlightRequests: 1, retry: { retries: 30, initialRetryTime: 100, maxRetryTime: 500 } },
    ).catch(() => sleep(PAUSE_AFTER_FAILURE_MS));
  }
}
