import { kafkaError, type KafkaErrorCode } from '../kafka-error-code.js';
import { MAX_FETCH_BYTES, MAX_FETCH_WAIT_MS } from '../limits.js';
import type { PartitionLog } from '../log/partition-log.js';
import { type Api, type ApiCall, NOT_THROTTLED } from './api.js';
import type { RequestReader } from '../wire/request-reader.js';
import { ResponseWriter } from '../wire/response-writer.js';

const NO_OFFSET = -1;
const NO_BYTES = Buffer.alloc(0);
const NO_SESSION = 0;
const NO_ABORTED_TRANSACTIONS = 0;
const NO_PREFERRED_REPLICA = -1;
const WITH_LOG_START = 5;
const WITH_SESSION = 7;
const WITH_LEADER_EPOCH = 9;
const WITH_RACK = 11;

interface WantedPartition {
  readonly partition: number;
  readonly offset: number;
  readonly maxBytes: number;
  readonly log: PartitionLog | undefined;
}

interface FetchRequest {
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly topics: readonly { readonly topic: string; readonly partitions: readonly WantedPartition[] }[];
}

interface Fetched {
  readonly error: KafkaErrorCode;
  readonly bytes: Buffer;
}

/** Reads batches; with too little to send it waits for more, up to the client's time. Fetch sessions are not kept: every fetch is whole. */
export const fetchApi: Api = {
  key: 1,
  name: 'Fetch',
  minVersion: 4,
  maxVersion: 11,
  handle: async (call) => {
    const request = readRequest(call);
    const logs = request.topics.flatMap(({ partitions }) => partitions.flatMap(({ log }) => (log ? [log] : [])));
    const arrivedBefore = arrivedBytes(logs);
    let fetched = await fetchAll(request);
    if (isShort(fetched, request)) {
      const missing = request.minBytes - totalBytes(fetched);
      await waitForArrivals(logs, { until: arrivedBefore + missing, maxWaitMs: request.maxWaitMs, gone: call.gone });
      fetched = await fetchAll(request);
    }
    return writeResponse(request, fetched, call.version);
  },
};

function readRequest({ reader, version, broker }: ApiCall): FetchRequest {
  reader.int32();
  const maxWaitMs = Math.min(Math.max(reader.int32(), 0), MAX_FETCH_WAIT_MS);
  const minBytes = Math.max(reader.int32(), 0);
  const maxBytes = Math.min(Math.max(reader.int32(), 0), MAX_FETCH_BYTES);
  reader.int8();
  if (version >= WITH_SESSION) {
    reader.int32();
    reader.int32();
  }
  const topics = reader.array(() => {
    const topic = reader.string();
    const partitions = broker.storage.topics.get(topic)?.partitions;
    return { topic, partitions: reader.array(() => readPartition(reader, version, partitions)) };
  });
  return { maxWaitMs, minBytes, maxBytes, topics };
}

function readPartition(reader: RequestReader, version: number, logs: readonly PartitionLog[] | undefined): WantedPartition {
  const partition = reader.int32();
  if (version >= WITH_LEADER_EPOCH) reader.int32();
  const offset = reader.int64();
  if (version >= WITH_LOG_START) reader.int64();
  return { partition, offset, maxBytes: Math.max(reader.int32(), 0), log: logs?.[partition] };
}

async function fetchAll({ topics, maxBytes }: FetchRequest): Promise<Map<WantedPartition, Fetched>> {
  const fetched = new Map<WantedPartition, Fetched>();
  let left = maxBytes;
  let first = true;
  for (const { partitions } of topics) {
    for (const wanted of partitions) {
      const result = await fetchOne(wanted, left, first);
      fetched.set(wanted, result);
      left -= result.bytes.length;
      if (result.bytes.length > 0) first = false;
    }
  }
  return fetched;
}

/** The first batch of a response comes whole whatever its size, so that a consumer with small limits still gets on. */
async function fetchOne({ log, offset, maxBytes }: WantedPartition, left: number, first: boolean): Promise<Fetched> {
  if (!log || log.removed) return { error: kafkaError.unknownTopicOrPartition, bytes: NO_BYTES };
  if (offset < log.startOffset || offset > log.nextOffset) return { error: kafkaError.offsetOutOfRange, bytes: NO_BYTES };
  const limit = Math.min(maxBytes, left);
  if (offset >= log.highWatermark || (limit <= 0 && !first)) return { error: kafkaError.none, bytes: NO_BYTES };
  const bytes = await log.read(offset, limit);
  return { error: kafkaError.none, bytes: bytes.length > limit && !first ? NO_BYTES : bytes };
}

const totalBytes = (fetched: ReadonlyMap<WantedPartition, Fetched>): number =>
  [...fetched.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);

function isShort(fetched: ReadonlyMap<WantedPartition, Fetched>, { maxWaitMs, minBytes }: FetchRequest): boolean {
  if (maxWaitMs === 0 || totalBytes(fetched) >= minBytes) return false;
  return [...fetched.values()].every(({ error }) => error === kafkaError.none);
}

const arrivedBytes = (logs: readonly PartitionLog[]): number => logs.reduce((sum, log) => sum + log.publishedBytes, 0);

function waitForArrivals(
  logs: readonly PartitionLog[],
  { until, maxWaitMs, gone }: { readonly until: number; readonly maxWaitMs: number; readonly gone: AbortSignal },
): Promise<void> {
  if (gone.aborted || arrivedBytes(logs) >= until) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      gone.removeEventListener('abort', finish);
      for (const log of logs) log.waiters.delete(check);
      resolve();
    };
    const check = (): void => {
      if (arrivedBytes(logs) >= until || logs.some((log) => log.removed)) finish();
    };
    const timer = setTimeout(finish, maxWaitMs);
    gone.addEventListener('abort', finish);
    for (const log of logs) log.waiters.add(check);
  });
}

function writeResponse({ topics }: FetchRequest, fetched: ReadonlyMap<WantedPartition, Fetched>, version: number): ResponseWriter {
  const response = new ResponseWriter().int32(NOT_THROTTLED);
  if (version >= WITH_SESSION) response.int16(kafkaError.none).int32(NO_SESSION);
  return response.array(topics, ({ topic, partitions }) => {
    response.string(topic).array(partitions, (wanted) => {
      const { error, bytes } = fetched.get(wanted)!;
      const end = wanted.log?.highWatermark ?? NO_OFFSET;
      response.int32(wanted.partition).int16(error).int64(end).int64(end);
      if (version >= WITH_LOG_START) response.int64(wanted.log?.startOffset ?? NO_OFFSET);
      response.int32(NO_ABORTED_TRANSACTIONS);
      if (version >= WITH_RACK) response.int32(NO_PREFERRED_REPLICA);
      response.bytes(bytes);
    });
  });
}
