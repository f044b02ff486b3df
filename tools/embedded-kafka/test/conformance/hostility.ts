import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createTopic, readAll } from '../support/kafka-client.js';
import { rawBatch } from '../support/raw-batch.js';
import { RawClient } from '../support/raw-client.js';
import { produceRaw } from '../support/raw-requests.js';
import type { ConformanceContext } from './conformance.js';

const CORRUPT = 2;
const API_VERSIONS = 18;
const UNSUPPORTED_VERSION = 35;

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
/** A frame: length, api key, version, correlation id, no client id, and a body. */
const frame = (key: number, version: number, body: Buffer): Buffer => {
  const header = Buffer.alloc(10);
  header.writeInt16BE(key, 0);
  header.writeInt16BE(version, 2);
  header.writeInt16BE(-1, 8);
  return Buffer.concat([int32(header.length + body.length), header, body]);
};

const closing: readonly (readonly [string, Buffer])[] = [
  ['a frame longer than any request', int32(2_000_000_000)],
  ['a negative frame length', int32(-5)],
  ['an HTTP request', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
  ['a request nobody knows', frame(999, 0, Buffer.alloc(0))],
  ['a version nobody knows', frame(3, 99, Buffer.alloc(0))],
  ['an array that claims more items than there are bytes', frame(3, 4, int32(1_000_000_000))],
  ['a string that ends beyond its frame', frame(3, 4, Buffer.concat([int32(1), Buffer.from([0x7f, 0xff]), Buffer.from('abc')]))],
  ['a produce request cut off in the middle', frame(0, 7, Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0]))],
];

export function describeHostility({ broker, kafka, isApache }: ConformanceContext): void {
  describe('a hostile client', () => {
    const open = () => RawClient.open(broker().brokers[0]!);

    it.each(closing)('that sends %s loses its connection, and nobody else does', async (_what, bytes) => {
      const [hostile, bystander] = await Promise.all([open(), open()]);

      hostile.socket.write(bytes);
      await hostile.closed();

      const answer = await bystander.request(API_VERSIONS, 0, () => undefined);
      expect(answer.int16()).toBe(0);
      bystander.close();
    });

    it('that sends random bytes, fast, from many connections harms nobody', async () => {
      const bystander = await open();
      const hostile = await Promise.all(Array.from({ length: 20 }, open));

      for (const client of hostile) client.socket.write(randomBytes(50_000));
      await sleep(100);
      for (const client of hostile) client.close();

      expect((await bystander.request(API_VERSIONS, 0, () => undefined)).int16()).toBe(0);
      bystander.close();
    });

    it('that leaves in the middle of a frame harms nobody', async () => {
      const topic = await createTopic(kafka(), 'half');
      const client = await open();
      client.socket.write(Buffer.concat([int32(1_000), Buffer.alloc(500)]));
      await sleep(50);
      client.close();

      const next = await open();
      expect(await produceRaw(next, { topic }, rawBatch({ values: ['fine'] }))).toEqual({ error: 0, baseOffset: 0 });
      next.close();
    });

    it('that sends a frame byte by byte is served', async () => {
      const client = await open();
      for (const byte of frame(API_VERSIONS, 0, Buffer.alloc(0))) {
        client.socket.write(Buffer.from([byte]));
        await sleep(1);
      }
      expect((await client.next())!.body.int16()).toBe(0);
      client.close();
    });

    it('that asks in a version to come is told which there are', async () => {
      const client = await open();
      const answer = await client.request(API_VERSIONS, 77, (headerTags) => headerTags.int8(0));
      expect(answer.int16()).toBe(UNSUPPORTED_VERSION);
      client.close();
    });

    it('cannot store a batch that is damaged', async () => {
      const topic = await createTopic(kafka(), 'intact');
      const client = await open();
      const damaged = rawBatch({ values: ['flipped'] });
      damaged[damaged.length - 2]! ^= 1;

      expect((await produceRaw(client, { topic }, damaged)).error).toBe(CORRUPT);
      expect(await readAll(kafka(), topic)).toEqual([]);
      client.close();
    });

    // Apache Kafka checks these too, with other codes or by closing the connection.
    if (isApache) return;

    it('cannot store a batch that consumers would stumble over', async () => {
      const topic = await createTopic(kafka(), 'sound');
      const client = await open();
      const two = rawBatch({ values: ['a', 'b'] });
      const hostile = [
        Buffer.concat([rawBatch({ values: ['a'] }), rawBatch({ values: ['b'] })]),
        two.subarray(0, two.length - 1),
        rawBatch({ values: ['control'], attributes: 0x20 }),
        rawBatch({ values: ['transaction'], attributes: 0x10 }),
        rawBatch({ values: [] }),
        Buffer.alloc(0),
        Buffer.alloc(61),
      ];

      for (const batch of hostile) expect((await produceRaw(client, { topic }, batch)).error).not.toBe(0);
      expect(await readAll(kafka(), topic)).toEqual([]);
      client.close();
    });
  });
}
