import { kafkaError } from '../kafka-error-code.js';
import { RESOURCE_TOPIC } from './alter-topics.js';
import { type Api, type BrokerState, NODE_ID, NOT_THROTTLED } from './api.js';
import { settingNames, settingValue } from '../topic-config.js';
import { ResponseWriter } from '../wire/response-writer.js';

const RESOURCE_BROKER = 4;
const SOURCE_TOPIC = 1;
const SOURCE_STATIC_BROKER = 4;
const SOURCE_DEFAULT = 5;
const NO_SYNONYMS = 0;

interface Setting {
  readonly name: string;
  readonly value: string;
  readonly source: number;
  readonly readOnly: boolean;
}

/** The settings of topics, and the few that the broker itself has. */
export const describeConfigsApi: Api = {
  key: 32,
  name: 'DescribeConfigs',
  minVersion: 1,
  maxVersion: 2,
  handle: ({ reader, broker }) => {
    const wanted = reader.array(() => ({ type: reader.int8(), name: reader.string(), names: reader.nullableArray(() => reader.string()) }));
    reader.boolean();
    const response = new ResponseWriter().int32(NOT_THROTTLED);
    return response.array(wanted, ({ type, name, names }) => {
      const settings = describe(broker, type, name);
      const unknown = type === RESOURCE_TOPIC ? kafkaError.unknownTopicOrPartition : kafkaError.invalidRequest;
      response.int16(settings ? kafkaError.none : unknown).nullableString(settings ? null : `there is no such resource: ${name}`);
      response.int8(type).string(name);
      const shown = (settings ?? []).filter((setting) => !names || names.includes(setting.name));
      response.array(shown, (setting) => {
        response.string(setting.name).nullableString(setting.value).boolean(setting.readOnly).int8(setting.source);
        response.boolean(false).int32(NO_SYNONYMS);
      });
    });
  },
};

function describe(broker: BrokerState, type: number, name: string): readonly Setting[] | undefined {
  if (type === RESOURCE_BROKER && name === String(NODE_ID)) {
    const value = (setting: string, of: string): Setting => ({ name: setting, value: of, source: SOURCE_STATIC_BROKER, readOnly: true });
    return [
      value('broker.id', String(NODE_ID)),
      value('num.partitions', String(broker.defaultPartitions)),
      value('auto.create.topics.enable', 'true'),
    ];
  }
  const topic = type === RESOURCE_TOPIC ? broker.storage.topics.get(name) : undefined;
  if (!topic) return undefined;
  return settingNames.map((setting) => ({
    name: setting,
    value: settingValue(topic.entries, setting),
    source: topic.entries[setting] === undefined ? SOURCE_DEFAULT : SOURCE_TOPIC,
    readOnly: false,
  }));
}
