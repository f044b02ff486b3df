import { kafkaError } from '../kafka-error-code.js';
import { type Api, type BrokerState, NOT_THROTTLED } from './api.js';
import { ResponseWriter } from '../wire/response-writer.js';
import { type Refusal, refuseSettings } from './create-topics.js';

export const RESOURCE_TOPIC = 2;

interface Alteration {
  readonly type: number;
  readonly name: string;
  readonly settings: readonly { readonly name: string; readonly value: string | null }[];
}

/** Replaces the settings of topics: what is not named goes back to its default. */
export const alterConfigsApi: Api = {
  key: 33,
  name: 'AlterConfigs',
  minVersion: 0,
  maxVersion: 1,
  handle: async ({ reader, broker }) => {
    const wanted = reader.array(() => ({
      type: reader.int8(),
      name: reader.string(),
      settings: reader.array(() => ({ name: reader.string(), value: reader.nullableString() })),
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

async function alter(broker: BrokerState, { type, name, settings }: Alteration, validateOnly: boolean): Promise<Refusal | undefined> {
  const { topics } = broker.storage;
  if (type !== RESOURCE_TOPIC) return { error: kafkaError.invalidRequest, message: 'only topics can be configured' };
  const topic = topics.get(name);
  if (!topic) return { error: kafkaError.unknownTopicOrPartition, message: `there is no topic ${name}` };
  const refusal = refuseSettings(settings);
  if (refusal) return refusal;
  const entries = Object.fromEntries(settings.map((setting) => [setting.name, setting.value!]));
  if (!validateOnly) await topics.configure(topic, () => entries);
  return undefined;
}
