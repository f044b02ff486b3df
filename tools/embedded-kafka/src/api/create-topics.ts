import { kafkaError, type KafkaErrorCode } from '../kafka-error-code.js';
import { MAX_PARTITIONS, MAX_PARTITIONS_PER_TOPIC } from '../limits.js';
import { type Api, type ApiCall, type BrokerState, NODE_ID, NOT_THROTTLED } from './api.js';
import { refuseSetting } from '../topic-config.js';
import { isTopicName } from '../topic/topic-name.js';
import { ResponseWriter } from '../wire/response-writer.js';

const AS_THE_BROKER_LIKES = -1;

interface NewTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly replicas: readonly { readonly partition: number; readonly nodes: readonly number[] }[];
  readonly settings: readonly { readonly name: string; readonly value: string | null }[];
}

export interface Refusal {
  readonly error: KafkaErrorCode;
  readonly message: string;
}

/** Creates topics; each is durable when it is answered. */
export const createTopicsApi: Api = {
  key: 19,
  name: 'CreateTopics',
  minVersion: 2,
  maxVersion: 4,
  handle: async (call) => {
    const { reader, broker } = call;
    const wanted = reader.array(() => readTopic(call));
    reader.int32();
    const validateOnly = reader.boolean();
    const results: { readonly name: string; readonly refusal: Refusal | undefined }[] = [];
    for (const topic of wanted) results.push({ name: topic.name, refusal: await create(broker, topic, validateOnly) });

    const response = new ResponseWriter().int32(NOT_THROTTLED);
    return response.array(results, ({ name, refusal }) =>
      response
        .string(name)
        .int16(refusal?.error ?? kafkaError.none)
        .nullableString(refusal?.message ?? null),
    );
  },
};

function readTopic({ reader }: ApiCall): NewTopic {
  return {
    name: reader.string(),
    partitions: reader.int32(),
    replicationFactor: reader.int16(),
    replicas: reader.array(() => ({ partition: reader.int32(), nodes: reader.array(() => reader.int32()) })),
    settings: reader.array(() => ({ name: reader.string(), value: reader.nullableString() })),
  };
}

async function create(broker: BrokerState, topic: NewTopic, validateOnly: boolean): Promise<Refusal | undefined> {
  const { topics } = broker.storage;
  const assigned = topic.replicas.length > 0 ? topic.replicas.length : topic.partitions;
  const partitions = assigned === AS_THE_BROKER_LIKES ? broker.defaultPartitions : assigned;
  const refusal = refuse(topic, partitions, topics.partitionCount);
  if (refusal) return refusal;
  if (topics.isTaken(topic.name)) return { error: kafkaError.topicAlreadyExists, message: `Topic '${topic.name}' already exists.` };
  if (!validateOnly)
    await topics.create(topic.name, partitions, Object.fromEntries(topic.settings.map(({ name, value }) => [name, value!])));
  return undefined;
}

function refuse(topic: NewTopic, partitions: number, existingPartitions: number): Refusal | undefined {
  if (!isTopicName(topic.name)) return { error: kafkaError.invalidTopic, message: 'a topic name has 1 to 249 of a-z A-Z 0-9 . _ -' };
  if (partitions < 1 || partitions > MAX_PARTITIONS_PER_TOPIC) {
    return { error: kafkaError.invalidPartitions, message: `a topic has 1 to ${MAX_PARTITIONS_PER_TOPIC} partitions` };
  }
  if (existingPartitions + partitions > MAX_PARTITIONS)
    return { error: kafkaError.policyViolation, message: `all topics together have at most ${MAX_PARTITIONS} partitions` };
  const factor = topic.replicas.length > 0 ? 1 : topic.replicationFactor;
  if (factor !== 1 && factor !== AS_THE_BROKER_LIKES)
    return { error: kafkaError.invalidReplicationFactor, message: 'there is one broker, so one replica' };
  if (topic.replicas.some(({ nodes }) => nodes.length !== 1 || nodes[0] !== NODE_ID)) {
    return { error: kafkaError.invalidReplicaAssignment, message: `the only broker is ${NODE_ID}` };
  }
  return refuseSettings(topic.settings);
}

export function refuseSettings(settings: readonly { readonly name: string; readonly value: string | null }[]): Refusal | undefined {
  for (const { name, value } of settings) {
    const message = refuseSetting(name, value);
    if (message) return { error: kafkaError.invalidConfig, message };
  }
  return undefined;
}
