import { kafkaError, type KafkaErrorCode } from '../kafka-error-code.js';
import { checkProducedBatch } from '../record/check-produced-batch.js';
import { type Api, type ApiCall, NOT_THROTTLED } from './api.js';
import { ResponseWriter } from '../wire/response-writer.js';

const NO_OFFSET = -1;
const FIRST_VERSION_WITH_LOG_START = 5;
const ACKS_NONE = 0;
const ACKS_LEADER = 1;
const ACKS_ALL = -1;

interface PartitionResult {
  readonly partition: number;
  readonly error: KafkaErrorCode;
  readonly baseOffset: number;
  readonly logStartOffset: number;
}

/** Appends; answers when the batches are durable (acks=all) or the operating system's (acks=1). */
export const produceApi: Api = {
  key: 0,
  name: 'Produce',
  minVersion: 3,
  maxVersion: 7,
  pipelined: true,
  handle: async (call) => {
    const { reader, version, broker } = call;
    const transactionalId = reader.nullableString();
    const acks = reader.int16();
    reader.int32();
    const refusal = refuseRequest(acks, transactionalId);
    const topics = reader.array(() => {
      const topic = reader.string();
      return { topic, partitions: reader.array(() => appendOne(call, topic, refusal)) };
    });

    const stored = await waitFor(broker.storage.commit, acks);
    if (acks === ACKS_NONE) return undefined;
    const response = new ResponseWriter();
    response.array(topics, ({ topic, partitions }) => {
      response.string(topic).array(partitions, (result) => {
        const failed = !stored && result.error === kafkaError.none;
        response.int32(result.partition).int16(failed ? kafkaError.storageError : result.error);
        response.int64(failed ? NO_OFFSET : result.baseOffset).int64(NO_OFFSET);
        if (version >= FIRST_VERSION_WITH_LOG_START) response.int64(result.logStartOffset);
      });
    });
    return response.int32(NOT_THROTTLED);
  },
};

function refuseRequest(acks: number, transactionalId: string | null): KafkaErrorCode | undefined {
  if (acks !== ACKS_NONE && acks !== ACKS_LEADER && acks !== ACKS_ALL) return kafkaError.invalidRequiredAcks;
  return transactionalId === null ? undefined : kafkaError.invalidRequest;
}

function appendOne(call: ApiCall, topicName: string, refusal: KafkaErrorCode | undefined): PartitionResult {
  const { reader, broker } = call;
  const partition = reader.int32();
  const bytes = reader.nullableBytes();
  const topic = broker.storage.topics.get(topicName);
  const log = topic?.partitions[partition];
  const refuse = (error: KafkaErrorCode): PartitionResult => ({ partition, error, baseOffset: NO_OFFSET, logStartOffset: NO_OFFSET });
  if (refusal !== undefined) return refuse(refusal);
  if (!topic || !log) return refuse(kafkaError.unknownTopicOrPartition);

  const batch = checkProducedBatch(bytes, topic.config);
  if (!batch.ok) return refuse(batch.error);
  const verdict = log.producers.check(batch.header);
  const done = (baseOffset: number): PartitionResult => ({
    partition,
    error: kafkaError.none,
    baseOffset,
    logStartOffset: log.startOffset,
  });
  switch (verdict.kind) {
    case 'append':
      return appendBatch(() => done(broker.storage.append(topic, partition, batch)), refuse);
    case 'duplicate':
      return done(verdict.baseOffset);
    case 'refuse':
      return refuse(verdict.error);
    default:
      throw new TypeError(verdict satisfies never);
  }
}

function appendBatch(append: () => PartitionResult, refuse: (error: KafkaErrorCode) => PartitionResult): PartitionResult {
  try {
    return append();
  } catch {
    // The storage has failed and takes nothing more; it has told the log already.
    return refuse(kafkaError.storageError);
  }
}

/** @returns false if the storage failed while this waited */
async function waitFor(commit: { durable(): Promise<void>; written(): Promise<void> }, acks: number): Promise<boolean> {
  try {
    if (acks === ACKS_ALL) await commit.durable();
    if (acks === ACKS_LEADER) await commit.written();
    return true;
  } catch {
    return false;
  }
}
