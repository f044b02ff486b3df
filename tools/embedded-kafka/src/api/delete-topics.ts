import { kafkaError } from '../kafka-error-code.js';
import { type Api, NOT_THROTTLED } from './api.js';
import { ResponseWriter } from '../wire/response-writer.js';

/** Deletes topics with their records and the offsets committed on them. */
export const deleteTopicsApi: Api = {
  key: 20,
  name: 'DeleteTopics',
  minVersion: 1,
  maxVersion: 3,
  handle: async ({ reader, broker }) => {
    const { topics, offsets } = broker.storage;
    const names = reader.array(() => reader.string());
    reader.int32();
    const results: { readonly name: string; readonly known: boolean }[] = [];
    for (const name of names) {
      const topic = topics.get(name);
      results.push({ name, known: topic !== undefined });
      if (!topic) continue;
      await topics.remove(topic);
      offsets.retain((entry) => entry.topicId !== topic.id);
    }
    const response = new ResponseWriter().int32(NOT_THROTTLED);
    return response.array(results, ({ name, known }) =>
      response.string(name).int16(known ? kafkaError.none : kafkaError.unknownTopicOrPartition),
    );
  },
};
