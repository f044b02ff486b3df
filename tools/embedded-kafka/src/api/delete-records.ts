import { kafkaError, type KafkaErrorCode } from '../kafka-error-code.js';
import { type Api, type BrokerState, NOT_THROTTLED } from '../server/api.js';
import { ResponseWriter } from '../wire/response-writer.js';

const NONE = -1;
const ALL = -1;

/** Moves the start of partitions forward; whole segments before it are removed by the next pass of retention. */
export const deleteRecordsApi: Api = {
  key: 21,
  name: 'DeleteRecords',
  minVersion: 0,
  maxVersion: 1,
  handle: ({ reader, broker }) => {
    const wanted = reader.array(() => ({
      topic: reader.string(),
      partitions: reader.array(() => ({ partition: reader.int32(), offset: reader.int64() })),
    }));
    reader.int32();
    const response = new ResponseWriter().int32(NOT_THROTTLED);
    return response.array(wanted, ({ topic, partitions }) => {
      response.string(topic).array(partitions, ({ partition, offset }) => {
        const { startOffset, error } = moveStart(broker, topic, { partition, offset });
        response.int32(partition).int64(startOffset).int16(error);
      });
    });
  },
};

function moveStart(
  broker: BrokerState,
  topic: string,
  to: { readonly partition: number; readonly offset: number },
): { startOffset: number; error: KafkaErrorCode } {
  const log = broker.storage.topics.get(topic)?.partitions[to.partition];
  if (!log) return { startOffset: NONE, error: kafkaError.unknownTopicOrPartition };
  const offset = to.offset === ALL ? log.highWatermark : to.offset;
  if (offset < log.startOffset || offset > log.highWatermark) return { startOffset: NONE, error: kafkaError.offsetOutOfRange };
  log.startOffset = offset;
  return { startOffset: offset, error: kafkaError.none };
}
