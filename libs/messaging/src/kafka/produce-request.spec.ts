import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type ProduceArguments, ProduceRequests } from './kafkajs-inside.js';
import { encodeProduce, headerName, isPlain, quickProduceRequests } from './produce-request.js';

const NOW = Date.parse('2026-11-01T12:00:00Z');
/** Before anything is mended. */
const theirs = ProduceRequests.protocol;

async function bytesOf(version: number, produced: ProduceArguments): Promise<Buffer> {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  try {
    return (await theirs({ version })(produced).request.encode()).buffer;
  } finally {
    vi.useRealTimers();
  }
}

const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ maxLength: 9_000 }));
const body = fc.oneof(
  text,
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.constant(null),
);
const message = fc.record({
  key: body,
  value: body,
  headers: fc.dictionary(
    fc.string({ minLength: 1, maxLength: 70 }).filter((name) => name !== '__proto__'),
    text,
    { maxKeys: 8 },
  ),
});
const requests = fc.record({
  acks: fc.constant(-1),
  timeout: fc.nat(),
  producerId: fc.nat(),
  producerEpoch: fc.nat({ max: 32_767 }),
  topicData: fc.array(
    fc.record({
      topic: fc.string({ minLength: 1, maxLength: 40 }),
      partitions: fc.array(
        fc.record({ partition: fc.nat(), firstSequence: fc.nat(), messages: fc.array(message, { minLength: 1, maxLength: 70 }) }),
        { maxLength: 3 },
      ),
    }),
    { maxLength: 2 },
  ),
});
const one = (changes: Partial<ProduceArguments> = {}, headers: Readonly<Record<string, unknown>> = {}): ProduceArguments => ({
  acks: -1,
  timeout: 30_000,
  topicData: [{ topic: 't', partitions: [{ partition: 0, firstSequence: 0, messages: [{ key: 'k', value: 'v', headers }] }] }],
  ...changes,
});

describe('a request to produce', () => {
  it('is byte for byte what the client itself writes', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (produced) => {
        expect(encodeProduce(produced, NOW).buffer.equals(await bytesOf(7, produced))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it.each([62, 63, 64, 65, 8_180, 8_190, 8_200, 70_000])(
    'is so at a record of about %i bytes, where lengths grow by a byte',
    async (size) => {
      for (let more = -16; more <= 16; more++) {
        const messages = [{ key: 'k', value: 'é'.repeat(more & 1) + 'x'.repeat(size + more) }];
        const produced = one({ topicData: [{ topic: 't', partitions: [{ partition: 0, firstSequence: 0, messages }] }] });
        expect(encodeProduce(produced, NOW).buffer.equals(await bytesOf(7, produced))).toBe(true);
      }
    },
  );

  it('is so where headers say what they said before, or something else again', async () => {
    const values = ['1.0', '1.0', '1.0', 'é', 'é', '1.0', '', '', 'x'.repeat(201), 'x'.repeat(201), '1.0', '1.0'];
    const messages = values.map((value, nth) => ({ key: null, value: null, headers: { often: value, seldom: String(nth >> 2) } }));
    const produced = one({ topicData: [{ topic: 't', partitions: [{ partition: 0, firstSequence: 0, messages }] }] });

    expect(encodeProduce(produced, NOW).buffer.equals(await bytesOf(7, produced))).toBe(true);
    expect(encodeProduce(produced, NOW).buffer.equals(await bytesOf(7, produced))).toBe(true);
  });

  it('keeps of the names of headers what is written, and none that is long', () => {
    const name = headerName('ünlike');
    expect(name.buffer.byteLength).toBe(name.length);
    expect(headerName('ünlike')).toBe(name);

    const long = 'x'.repeat(101);
    expect(headerName(long)).not.toBe(headerName(long));
    expect(headerName(long).equals(Buffer.concat([Buffer.from([0xca, 0x01]), Buffer.from(long)]))).toBe(true);
  });

  it('is left to the client where it is more than plain', () => {
    expect(isPlain(one())).toBe(true);
    expect(isPlain(one({ compression: 1 }))).toBe(false);
    expect(isPlain(one({ transactionalId: 'x' }))).toBe(false);
    expect(isPlain(one({}, { several: ['a', 'b'] }))).toBe(false);
    const timed = [{ value: 'v', timestamp: '1' }];
    expect(isPlain(one({ topicData: [{ topic: 't', partitions: [{ partition: 0, firstSequence: 0, messages: timed }] }] }))).toBe(false);
  });

  it('keeps its version and its answer', async () => {
    quickProduceRequests();
    for (const version of [2, 3, 7]) {
      const made = ProduceRequests.protocol({ version })(one());
      const client = theirs({ version })(one());
      expect({ ...made.request, encode: 0 }).toMatchObject({ apiVersion: client.request.apiVersion, apiKey: 0, apiName: 'Produce' });
      expect(made.response).toBe(client.response);
      expect((await made.request.encode()).buffer.length).toBe((await client.request.encode()).buffer.length);
    }
  });
});
