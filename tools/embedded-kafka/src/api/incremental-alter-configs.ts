import { kafkaError } from '../kafka-error-code.js';
import type { TopicConfigEntries } from '../topic-config.js';
import { type Api, type BrokerState, NOT_THROTTLED } from './api.js';
import { ResponseWriter } from '../wire/response-writer.js';
import { RESOURCE_TOPIC } from './alter-configs.js';
import { type Refusal, refuseSettings } from './create-topics.js';

const SET = 0;
const DELETE = 1;

interface Change {
  readonly name: string;
  readonly operation: number;
  readonly value: string | null;
}

interface Alteration {
  readonly type: number;
  readonly name: string;
  readonly changes: readonly Change[];
}

/** Changes settings of topics one by one: what is not named stays. Lists cannot be appended to: no setting here is one. @source KIP-339 */
export const incrementalAlterConfigsApi: Api = {
  key: 44,
  name: 'IncrementalAlterConfigs',
  minVersion: 0,
  maxVersion: 0,
  handle: async ({ reader, broker }) => {
    const wanted = reader.array(() => ({
      type: reader.int8(),
      name: reader.string(),
      changes: reader.array(() => ({ name: reader.string(), operation: reader.int8(), value: reader.nullableString() })),
    }));
    const validateOnly = reader.boolean();
    const results: (Alteration & { readonly refusal: Refusal | undefined })[] = [];
    for (const alteration of wanted) results.push({ ...alteration, refusal: await alter(broker, alteration, validateOnly) });

    const response = new ResponseWriter().int32(NOT_THROTTLED);
    return response.array(results, ({ type, name, refusal }) =>
      response
        .int16(refusal?.error ?? kafkaError.none)
        .nullableString(refusal?.message ?? null)
        .int8(type)
        .string(name),
    );
  },
};

async function alter(broker: BrokerState, { type, name, changes }: Alteration, validateOnly: boolean): Promise<Refusal | undefined> {
  const { topics } = broker.storage;
  if (type !== RESOURCE_TOPIC) return { error: kafkaError.invalidRequest, message: 'only topics can be configured' };
  const topic = topics.get(name);
  if (!topic) return { error: kafkaError.unknownTopicOrPartition, message: `there is no topic ${name}` };
  if (changes.some(({ operation }) => operation !== SET && operation !== DELETE))
    return { error: kafkaError.invalidConfig, message: 'only a list can be appended to or subtracted from, and no setting here is one' };
  const refusal = refuseSettings(changes.filter(({ operation }) => operation === SET));
  if (refusal) return refusal;
  if (!validateOnly) await topics.configure(topic, (entries) => changed(entries, changes));
  return undefined;
}

function changed(entries: TopicConfigEntries, changes: readonly Change[]): TopicConfigEntries {
  const next = new Map(Object.entries(entries));
  for (const { name, operation, value } of changes) {
    if (operation === SET) next.set(name, value!);
    else next.delete(name);
  }
  return Object.fromEntries(next);
}
