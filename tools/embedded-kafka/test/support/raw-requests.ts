import { eventually } from './eventually.js';
import type { RawClient } from './raw-client.js';

const PRODUCE = 0;
const COORDINATOR_LOADING = 14;
const DELETE_RECORDS = 21;
const INIT_PRODUCER_ID = 22;
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
