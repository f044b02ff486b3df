import { kafkaError } from '../kafka-error-code.js';
import { type TimedOffset, offsetOfTime } from '../log/offset-of-time.js';
import type { PartitionLog } from '../log/partition-log.js';
import { type Api, NOT_THROTTLED } from './api.js';
import { ResponseWriter } from '../wire/response-writer.js';

const LATEST = -1;
const EARLIEST = -2;
const NONE = -1;
const WITH_ISOLATION_AND_THROTTLE = 2;

/** First, last, or the first offset from a time on. */
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
    const found = await Promise.all(
      wanted.map(async ({ topic, partitions }) => ({
        topic,
        partitions: await Promise.all(
          partitions.map(async ({ partition, timestamp }) => {
            const log = broker.storage.topics.get(topic)?.partitions[partition];
            return { partition, known: log !== undefined, ...(log ? await lookUp(log, timestamp) : nothing) };
          }),
        ),
      })),
    );

    const response = new ResponseWriter();
    if (version >= WITH_ISOLATION_AND_THROTTLE) response.int32(NOT_THROTTLED);
    return response.array(found, ({ topic, partitions }) => {
      response.string(topic).array(partitions, ({ partition, known, timestamp, offset }) => {
        response.int32(partition).int16(known ? kafkaError.none : kafkaError.unknownTopicOrPartition);
        response.int64(timestamp).int64(offset);
      });
    });
  },
};

const nothing: TimedOffset = { timestamp: NONE, offset: NONE };

async function lookUp(log: PartitionLog, timestamp: number): Promise<TimedOffset> {
  if (timestamp === LATEST) return { timestamp: NONE, offset: log.highWatermark };
  if (timestamp === EARLIEST) return { timestamp: NONE, offset: log.startOffset };
  return (await offsetOfTime(log, timestamp)) ?? nothing;
}
