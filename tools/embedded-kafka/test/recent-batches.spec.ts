import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type BatchHeader, readBatchHeader } from '../src/record/record-batch.js';
import { rawBatch } from './support/raw-batch.js';
import { FileCache } from '../src/log/file-cache.js';
import { PartitionLog } from '../src/log/partition-log.js';
import { MAX_RECENT_BYTES, RecentBatches } from '../src/log/recent-batches.js';

/** Two offsets each, its bytes all of one value. */
const header = (nth: number): BatchHeader => ({ baseOffset: nth * 2, lastOffset: nth * 2 + 1 }) as BatchHeader;
const bytesOf = (nth: number, size = 10): Buffer => Buffer.alloc(size, nth);

function recent(batches: number, size = 10): RecentBatches {
  const held = new RecentBatches();
  for (let nth = 0; nth < batches; nth++) held.add(bytesOf(nth, size), header(nth));
  return held;
}

describe('the newest batches', () => {
  const all = { offset: 0, endOffset: 100, maxBytes: 1_000 };

  it('are read whole, from the one that holds the offset up to the end that readers may see', () => {
    const held = recent(4);

    expect(held.read(all)).toEqual(Buffer.concat([0, 1, 2, 3].map((nth) => bytesOf(nth))));
    expect(held.read({ ...all, offset: 3 })).toEqual(Buffer.concat([1, 2, 3].map((nth) => bytesOf(nth))));
    expect(held.read({ ...all, endOffset: 4 })).toEqual(Buffer.concat([0, 1].map((nth) => bytesOf(nth))));
    expect(held.read({ ...all, offset: 8 })).toHaveLength(0);
  });

  it('are read up to so many bytes, but one at least', () => {
    expect(recent(4).read({ ...all, maxBytes: 29 })).toHaveLength(20);
    expect(recent(4).read({ ...all, maxBytes: 1 })).toHaveLength(10);
  });

  it('are no more than so many bytes, and say where they do not begin early enough', () => {
    const held = recent(5, MAX_RECENT_BYTES / 4);

    expect(held.read({ ...all, offset: 1 })).toBeUndefined();
    expect(held.read({ ...all, offset: 2, maxBytes: Infinity })).toHaveLength(MAX_RECENT_BYTES);
    expect(recent(1, MAX_RECENT_BYTES + 1).read(all)).toBeUndefined();
    expect(new RecentBatches().read(all)).toBeUndefined();
  });

  it('are forgotten where another segment begins', () => {
    const held = recent(2);
    held.clear();
    held.add(bytesOf(2), header(2));

    expect(held.read(all)).toBeUndefined();
    expect(held.read({ ...all, offset: 4 })).toEqual(bytesOf(2));
  });

  it('are as they came, whatever becomes of the buffer that they came in', () => {
    const held = new RecentBatches();
    const bytes = bytesOf(1);
    held.add(bytes, header(0));
    bytes.fill(9);

    expect(held.read(all)).toEqual(bytesOf(1));
  });
});

it('a partition is read along without its file, and no further than what is durable', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'openprepay-recent-'));
  const files = new FileCache();
  const log = new PartitionLog(folder, files);
  const append = (): number => {
    const batch = rawBatch({ values: ['one'] });
    return log.append(batch, readBatchHeader(batch), { config: { segmentBytes: 1 << 20, segmentMs: 1 << 30 } as never, nowMs: 1 });
  };

  append();
  await log.writePending();
  log.publish();
  files.forget(log.active!);
  await rm(log.active!.path);
  append();
  const read = await log.read(0, 1 << 20);

  expect(readBatchHeader(read)).toMatchObject({ baseOffset: 0 });
  expect(read).toHaveLength(rawBatch({ values: ['one'] }).length);
  await files.closeAll();
  await rm(folder, { recursive: true });
});
