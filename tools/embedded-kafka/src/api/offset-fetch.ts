import { kafkaError } from '../kafka-error-code.js';
import { type Api, NOT_THROTTLED } from './api.js';
import { ResponseWriter } from '../wire/response-writer.js';

const NOT_COMMITTED = -1;
const WITH_GROUP_ERROR = 2;
const WITH_THROTTLE = 3;

/** Committed offsets: of the partitions asked for, or (null) of all that the group has. */
export const offsetFetchApi: Api = {
  key: 9,
  name: 'OffsetFetch',
  minVersion: 1,
  maxVersion: 4,
  handle: ({ reader, version, broker }) => {
    const { offsets } = broker.storage;
    const group = reader.string();
    const named = reader.nullableArray(() => ({ topic: reader.string(), partitions: reader.array(() => reader.int32()) }));
    const wanted = named ?? byTopic(offsets.ofGroup(group));

    const response = new ResponseWriter();
    if (version >= WITH_THROTTLE) response.int32(NOT_THROTTLED);
    response.array(wanted, ({ topic, partitions }) => {
      response.string(topic).array(partitions, (partition) => {
        const committed = offsets.get(group, topic, partition);
        response
          .int32(partition)
          .int64(committed?.offset ?? NOT_COMMITTED)
          .string(committed?.metadata ?? '')
          .int16(kafkaError.none);
      });
    });
    return version >= WITH_GROUP_ERROR ? response.int16(kafkaError.none) : response;
  },
};

function byTopic(entries: readonly { readonly topic: string; readonly partition: number }[]) {
  const topics = new Map<string, number[]>();
  for (const { topic, partition } of entries) topics.set(topic, [...(topics.get(topic) ?? []), partition]);
  return [...topics].map(([topic, partitions]) => ({ topic, partitions }));
}
