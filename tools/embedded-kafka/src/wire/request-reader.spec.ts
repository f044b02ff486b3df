import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EmbeddedKafkaError } from '../embedded-kafka-error.js';
import { FrameSplitter } from './frame-splitter.js';
import { RequestReader } from './request-reader.js';
import { ResponseWriter } from './response-writer.js';

const fields = [
  (reader: RequestReader) => reader.int8(),
  (reader: RequestReader) => reader.int16(),
  (reader: RequestReader) => reader.int32(),
  (reader: RequestReader) => reader.int64(),
  (reader: RequestReader) => reader.nullableString(),
  (reader: RequestReader) => reader.nullableBytes(),
  (reader: RequestReader) => reader.array(() => reader.string()),
];

describe('RequestReader', () => {
  it('reads back what a writer wrote', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
        fc.maxSafeInteger(),
        fc.string({ unit: 'binary' }),
        fc.uint8Array({ maxLength: 9_000 }),
        (int, long, text, bytes) => {
          const writer = new ResponseWriter().int32(int).int64(long).string(text).bytes(Buffer.from(bytes));
          writer.array([text], (item) => writer.string(item));

          const reader = new RequestReader(Buffer.concat(writer.parts()));

          expect([reader.int32(), reader.int64(), reader.string(), reader.bytes(), reader.array(() => reader.string())]).toEqual([
            int,
            long,
            text,
            Buffer.from(bytes),
            [text],
          ]);
          expect(reader.remaining).toBe(0);
        },
      ),
    );
  });

  it('answers any bytes with a value or the one coded error, never beyond the frame', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.array(fc.nat({ max: fields.length - 1 }), { maxLength: 20 }), (bytes, plan) => {
        const reader = new RequestReader(Buffer.from(bytes));
        try {
          for (const field of plan) fields[field]!(reader);
        } catch (error) {
          expect(error).toBeInstanceOf(EmbeddedKafkaError);
        }
        expect(reader.remaining).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('FrameSplitter', () => {
  it('gives the same frames however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 10, maxLength: 300 }), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 50 })),
        (frames, cuts) => {
          const stream = Buffer.concat(
            frames.flatMap((frame) => [new ResponseWriter().int32(frame.length).parts()[0]!, Buffer.from(frame)]),
          );
          const splitter = new FrameSplitter();
          const seen: Buffer[] = [];
          let at = 0;
          for (const cut of [...cuts, stream.length]) {
            if (at < stream.length) seen.push(...splitter.push(stream.subarray(at, at + cut)));
            at += cut;
          }
          expect(seen).toEqual(frames.map((frame) => Buffer.from(frame)));
        },
      ),
    );
  });
});
