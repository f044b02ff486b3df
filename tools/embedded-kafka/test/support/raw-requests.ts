import { eventually } from './eventually.js';
import type { RawClient } from './raw-client.js';

const PRODUCE = 0;
const LIST_OFFSETS = 2;
const COORDINATOR_LOADING = 14;
const DELETE_RECORDS = 21;
const INIT_PRODUCER_ID = 22;
const INCREMENTAL_ALTER_CONFIGS = 44;
const RESOURCE_TOPIC = 2;
const CONSUMER = -1;
const READ_UNCOMMITTED = 0;
const ACKS_ALL = -1;
const TIMEOUT_MS = 10_000;

/** Produces one batch as it is. @returns what the broker said of it */
export async function produceRaw(
  client: RawClient,
  to: { readonly topic: string; readonly partition?: number },
  batch: Buffer,
): Promise<{ readonly error: number; readonly baseOffset: number }> {
  const body = await client.request(PRODUCE, 7, (request) => {
    request.nullableString(null).int16(ACKS_ALL).int32(TIMEOUT_MS);
    request.array([to], ({ topic, partition = 0 }) =>
      request.string(topic).array([partition], (index) => request.int32(index).bytes(batch)),
    );
  });
  const [result] = body.array(() => {
    body.string();
    return body.array(() => ({
      partition: body.int32(),
      error: body.int16(),
      baseOffset: body.int64(),
      rest: [body.int64(), body.int64()],
    }))[0]!;
  });
  return { error: result!.error, baseOffset: result!.baseOffset };
}

export interface NewProducer {
  readonly error: number;
  readonly producerId: number;
  readonly epoch: number;
}

/** A producer id; asks again while the broker (Apache Kafka, soon after its start) has none to give yet. */
export async function newProducerId(client: RawClient, transactionalId: string | null = null): Promise<NewProducer> {
  return eventually('a producer id is given', async () => {
    const body = await client.request(INIT_PRODUCER_ID, 1, (request) => request.nullableString(transactionalId).int32(TIMEOUT_MS));
    body.int32();
    const answer = { error: body.int16(), producerId: body.int64(), epoch: body.int16() };
    return answer.error === COORDINATOR_LOADING ? undefined : answer;
  });
}

/** Gives up the records of partition 0 before `offset`. */
export async function deleteRecordsRaw(
  client: RawClient,
  topic: string,
  offset: number,
): Promise<{ readonly error: number; readonly startOffset: number }> {
  const body = await client.request(DELETE_RECORDS, 1, (request) => {
    request
      .array([topic], (name) => request.string(name).array([0], (partition) => request.int32(partition).int64(offset)))
      .int32(TIMEOUT_MS);
  });
  body.int32();
  const [result] = body.array(() => {
    body.string();
    return body.array(() => ({ partition: body.int32(), startOffset: body.int64(), error: body.int16() }))[0]!;
  });
  return { error: result!.error, startOffset: result!.startOffset };
}

/** What ListOffsets says of partition 0 for a time, or for one of the protocol's special times. */
export async function listOffsetRaw(
  client: RawClient,
  topic: string,
  time: number,
): Promise<{ readonly error: number; readonly timestamp: number; readonly offset: number }> {
  const body = await client.request(LIST_OFFSETS, 3, (request) => {
    request.int32(CONSUMER).int8(READ_UNCOMMITTED);
    request.array([topic], (name) => request.string(name).array([0], (partition) => request.int32(partition).int64(time)));
  });
  body.int32();
  const [result] = body.array(() => {
    body.string();
    return body.array(() => ({ partition: body.int32(), error: body.int16(), timestamp: body.int64(), offset: body.int64() }))[0]!;
  });
  return { error: result!.error, timestamp: result!.timestamp, offset: result!.offset };
}

export interface SettingChange {
  readonly name: string;
  readonly value: string | null;
  readonly operation: number;
}

/** Changes one setting of a topic. @returns the error code */
export async function changeSettingRaw(client: RawClient, topic: string, { name, value, operation }: SettingChange): Promise<number> {
  const body = await client.request(INCREMENTAL_ALTER_CONFIGS, 0, (request) => {
    request.array([topic], (resource) => {
      request.int8(RESOURCE_TOPIC).string(resource);
      return request.array([name], (setting) => request.string(setting).int8(operation).nullableString(value));
    });
    request.boolean(false);
  });
  body.int32();
  return body.array(() => body.int16())[0]!;
}
