import { kafkaError, type KafkaErrorCode } from '../kafka-error-code.js';
import { type Api, type BrokerState, NOT_THROTTLED } from './api.js';
import { ResponseWriter } from '../wire/response-writer.js';

const NONE = -1;
const ALL = -1;

/**
 * Moves the start of partitions forward, at most to what was taken before the request; whole segments before it are
 * removed by the next pass of retention.
 */
export const deleteRecordsApi: Api = {
  key: 21,
  name: 'DeleteRecords',
  minVersion: 0,
  maxVersion: 1,
  handle: async ({ reader, broker }) => {
    const wanted = reader.array(() => ({
      topic: reader.string(),
      partitions: reader.array(() => ({ partition: reader.int32(), offset: reader.int64() })),
    }));
    reader.int32();
    await broker.storage.commit.durable();
    const moved = wanted.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map((to) => ({ ...to, ...moveStart(broker, topic, to) })),
    }));
    await broker.storage.commit.durable();

    const response = new ResponseWriter().int32(NOT_THROTTLED);
    return response.array(moved, ({ topic, partitions }) => {
      response.string(topic).array(partitions, ({ partition, startOffset, error }) => {
        response.int32(partition).int64(startOffset).int16(error);
      });
    });
  },
};

function moveStart(
  broker: BrokerState,
  topicName: string,
  to: { readonly partition: number; readonly offset: number },
): { startOffset: number; error: KafkaErrorCode } {
  const found = broker.storage.topics.get(topicName);
  const log = found?.partitions[to.partition];
  if (!found || !log) return { startOffset: NONE, error: kafkaError.unknownTopicOrPartition };
  const offset = to.offset === ALL ? log.highWatermark : to.offset;
  if (offset < log.startOffset || offset > log.highWatermark) return { startOffset: NONE, error: kafkaError.offsetOutOfRange };
  void broker.storage.moveStart(found, to.partition, offset);
  return { startOffset: offset, error: kafkaError.none };
}
