import type { OffsetEntry } from '../group/committed-offsets.js';
import { kafkaError, type KafkaErrorCode } from '../kafka-error-code.js';
import { MAX_OFFSET_METADATA_LENGTH } from '../limits.js';
import { type Api, type ApiCall, NOT_THROTTLED } from './api.js';
import { ResponseWriter } from '../wire/response-writer.js';

const WITH_THROTTLE = 3;
/** Up to version 4 a request carries its own retention time; the broker's applies. */
const LAST_WITH_RETENTION = 4;

interface Requested {
  readonly partition: number;
  readonly error: KafkaErrorCode;
  readonly entry: OffsetEntry | undefined;
}

/**
 * Commits offsets of a group's member, or of a consumer without a group's membership; answers when they are durable.
 *
 * A negative offset is taken as Apache Kafka takes it: clients write -1 ("begin where you would without one") and -2 ("at
 * the start") to reset a group, kafkajs after it fell behind the start of the log.
 */
export const offsetCommitApi: Api = {
  key: 8,
  name: 'OffsetCommit',
  minVersion: 2,
  maxVersion: 5,
  handle: async (call) => {
    const { reader, version, broker } = call;
    const group = reader.string();
    const refusal = broker.groups.checkCommit(group, reader.int32(), reader.string());
    if (version <= LAST_WITH_RETENTION) reader.int64();
    const topics = reader.array(() => {
      const topic = reader.string();
      return { topic, partitions: reader.array(() => readPartition(call, { group, topic }, refusal)) };
    });

    const entries = topics.flatMap(({ partitions }) => partitions.flatMap(({ entry }) => (entry ? [entry] : [])));
    const stored = await broker.storage.commitOffsets(entries).then(
      () => true,
      () => false,
    );
    const response = new ResponseWriter();
    if (version >= WITH_THROTTLE) response.int32(NOT_THROTTLED);
    return response.array(topics, ({ topic, partitions }) => {
      response
        .string(topic)
        .array(partitions, ({ partition, error, entry }) =>
          response.int32(partition).int16(entry && !stored ? kafkaError.storageError : error),
        );
    });
  },
};

function readPartition(
  { reader, broker }: ApiCall,
  of: { readonly group: string; readonly topic: string },
  refusal: KafkaErrorCode,
): Requested {
  const partition = reader.int32();
  const offset = reader.int64();
  const metadata = reader.nullableString() ?? '';
  const topic = broker.storage.topics.get(of.topic);
  const refuse = (error: KafkaErrorCode): Requested => ({ partition, error, entry: undefined });
  if (refusal !== kafkaError.none) return refuse(refusal);
  if (!topic?.partitions[partition]) return refuse(kafkaError.unknownTopicOrPartition);
  if (metadata.length > MAX_OFFSET_METADATA_LENGTH) return refuse(kafkaError.offsetMetadataTooLarge);
  return {
    partition,
    error: kafkaError.none,
    entry: { ...of, topicId: topic.id, partition, offset, metadata, committedAtMs: broker.now() },
  };
}
