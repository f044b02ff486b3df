import { kafkaError, type KafkaErrorCode } from '../kafka-error-code.js';
import { MAX_PARTITIONS } from '../limits.js';
import { type Api, type ApiCall, CLUSTER_ID, NODE_ID, NOT_THROTTLED, advertisedHost } from './api.js';
import { isTopicName } from '../topic/topic-name.js';
import type { Topic } from '../topic/topic.js';
import { ResponseWriter } from '../wire/response-writer.js';

const WITH_CLUSTER_ID = 2;
const WITH_THROTTLE = 3;
const WITH_AUTO_CREATE_CHOICE = 4;
const WITH_OFFLINE_REPLICAS = 5;

interface Found {
  readonly name: string;
  readonly topic: Topic | undefined;
  readonly error: KafkaErrorCode;
}

/** The one broker and the topics asked for; makes the missing ones if the client allows it. */
export const metadataApi: Api = {
  key: 3,
  name: 'Metadata',
  minVersion: 1,
  maxVersion: 6,
  handle: async (call) => {
    const { reader, version, broker } = call;
    const names = reader.nullableArray(() => reader.string()) ?? broker.storage.topics.all().map(({ name }) => name);
    const mayCreate = version < WITH_AUTO_CREATE_CHOICE || reader.boolean();
    const found: Found[] = [];
    for (const name of names) found.push(await find(call, name, mayCreate));

    const response = new ResponseWriter();
    if (version >= WITH_THROTTLE) response.int32(NOT_THROTTLED);
    response.array([NODE_ID], (node) => response.int32(node).string(advertisedHost(call)).int32(broker.port()).nullableString(null));
    if (version >= WITH_CLUSTER_ID) response.string(CLUSTER_ID);
    return response.int32(NODE_ID).array(found, (entry) => writeTopic(response, entry, version));
  },
};

async function find({ broker }: ApiCall, name: string, mayCreate: boolean): Promise<Found> {
  const { topics } = broker.storage;
  const known = topics.get(name);
  if (known) return { name, topic: known, error: kafkaError.none };
  if (!isTopicName(name)) return { name, topic: undefined, error: kafkaError.invalidTopic };
  if (!mayCreate) return { name, topic: undefined, error: kafkaError.unknownTopicOrPartition };
  if (topics.partitionCount + broker.defaultPartitions > MAX_PARTITIONS)
    return { name, topic: undefined, error: kafkaError.policyViolation };
  return { name, topic: await topics.create(name, broker.defaultPartitions, {}), error: kafkaError.none };
}

function writeTopic(response: ResponseWriter, { name, topic, error }: Found, version: number): void {
  response.int16(error).string(name).boolean(false);
  response.array([...(topic?.partitions.keys() ?? [])], (partition) => {
    response.int16(kafkaError.none).int32(partition).int32(NODE_ID);
    response.array([NODE_ID], (replica) => response.int32(replica));
    response.array([NODE_ID], (inSync) => response.int32(inSync));
    if (version >= WITH_OFFLINE_REPLICAS) response.int32(0);
  });
}
