import { kafkaError } from '../kafka-error-code.js';
import { MAX_PARTITIONS, MAX_PARTITIONS_PER_TOPIC } from '../limits.js';
import { type Api, type BrokerState, NOT_THROTTLED } from './api.js';
import { ResponseWriter } from '../wire/response-writer.js';
import type { Refusal } from './create-topics.js';

/** Gives topics more partitions; never fewer. */
export const createPartitionsApi: Api = {
  key: 37,
  name: 'CreatePartitions',
  minVersion: 0,
  maxVersion: 1,
  handle: async ({ reader, broker }) => {
    const wanted = reader.array(() => {
      const name = reader.string();
      const count = reader.int32();
      reader.nullableArray(() => reader.array(() => reader.int32()));
      return { name, count };
    });
    reader.int32();
    const validateOnly = reader.boolean();
    const results: { readonly name: string; readonly refusal: Refusal | undefined }[] = [];
    for (const { name, count } of wanted) results.push({ name, refusal: await grow(broker, { name, count }, validateOnly) });

    const response = new ResponseWriter().int32(NOT_THROTTLED);
    return response.array(results, ({ name, refusal }) =>
      response
        .string(name)
        .int16(refusal?.error ?? kafkaError.none)
        .nullableString(refusal?.message ?? null),
    );
  },
};

async function grow(
  broker: BrokerState,
  { name, count }: { readonly name: string; readonly count: number },
  validateOnly: boolean,
): Promise<Refusal | undefined> {
  const { topics } = broker.storage;
  const topic = topics.get(name);
  if (!topic) return { error: kafkaError.unknownTopicOrPartition, message: `there is no topic ${name}` };
  const has = topic.partitions.length;
  if (count <= has || count > MAX_PARTITIONS_PER_TOPIC) {
    return {
      error: kafkaError.invalidPartitions,
      message: `${name} has ${has} partitions; more than that and at most ${MAX_PARTITIONS_PER_TOPIC} can be asked for`,
    };
  }
  if (topics.partitionCount + count - has > MAX_PARTITIONS)
    return { error: kafkaError.policyViolation, message: `all topics together have at most ${MAX_PARTITIONS} partitions` };
  if (!validateOnly) await topics.grow(topic, count);
  return undefined;
}
