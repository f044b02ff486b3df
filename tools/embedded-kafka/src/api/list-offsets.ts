import { kafkaError, type KafkaErrorCode } from '../kafka-error-code.js';
import { type TimedOffset, offsetOfTime } from '../log/offset-of-time.js';
import type { PartitionLog } from '../log/partition-log.js';
import { type Api, NOT_THROTTLED } from './api.js';
import { ResponseWriter } from '../wire/response-writer.js';

const LATEST = -1;
const EARLIEST = -2;
const NONE = -1;
const WITH_ISOLATION_AND_THROTTLE = 2;

/**
 * First, last, or the first offset from a time on. What was taken before it counts, also where its producer did not wait
 * for the disk (acks 0 or 1). Later versions of the protocol have more special times; they are refused as Apache Kafka
 * refuses them in these versions.
 */
export const listOffsetsApi: Api = {
  key: 2,
  name: 'ListOffsets',
  minVersion: 1,
  maxVersion: 3,
  handle: async ({ reader, version, broker }) => {
    reader.int32();
    if (version >= WITH_ISOLATION_AND_THROTTLE) reader.int8();
    const wanted = reader.array(() => ({
      topic: reader.string(),
      partitions: reader.array(() => ({ partition: reader.int32(), timestamp: reader.int64() })),
    }));
    await broker.storage.commit.durable();
    const found = await Promise.all(
      wanted.map(async ({ topic, partitions }) => ({
        topic,
        partitions: await Promise.all(
          partitions.map(async ({ partition, timestamp }) => {
            const log = broker.storage.topics.get(topic)?.partitions[partition];
            return { partition, ...(await answer(log, timestamp)) };
          }),
        ),
      })),
    );

    const response = new ResponseWriter();
    if (version >= WITH_ISOLATION_AND_THROTTLE) response.int32(NOT_THROTTLED);
    return response.array(found, ({ topic, partitions }) => {
      response.string(topic).array(partitions, ({ partition, error, timestamp, offset }) => {
        response.int32(partition).int16(error).int64(timestamp).int64(offset);
      });
    });
  },
};

interface Answer extends TimedOffset {
  readonly error: KafkaErrorCode;
}

const nothing: TimedOffset = { timestamp: NONE, offset: NONE };

async function answer(log: PartitionLog | undefined, timestamp: number): Promise<Answer> {
  if (!log) return { error: kafkaError.unknownTopicOrPartition, ...nothing };
  if (timestamp < EARLIEST) return { error: kafkaError.unsupportedVersion, ...nothing };
  return { error: kafkaError.none, ...(await lookUp(log, timestamp)) };
}

async function lookUp(log: PartitionLog, timestamp: number): Promise<TimedOffset> {
  if (timestamp === LATEST) return { timestamp: NONE, offset: log.highWatermark };
  if (timestamp === EARLIEST) return { timestamp: NONE, offset: log.startOffset };
  return (await offsetOfTime(log, timestamp)) ?? nothing;
}
