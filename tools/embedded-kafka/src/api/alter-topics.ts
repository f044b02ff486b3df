import { kafkaError } from '../kafka-error-code.js';
import type { TopicConfigEntries } from '../topic-config.js';
import type { RequestReader } from '../wire/request-reader.js';
import { ResponseWriter } from '../wire/response-writer.js';
import { type Api, type BrokerState, NOT_THROTTLED } from './api.js';
import type { Refusal } from './create-topics.js';

/** As the protocol numbers what can be configured; brokers are the other kind. */
export const RESOURCE_TOPIC = 2;

/** How one of the two requests that change topics' settings says what it wants. */
export interface Alterations<Setting> extends Pick<Api, 'key' | 'name' | 'maxVersion'> {
  readonly read: (reader: RequestReader) => Setting;
  readonly refuse: (settings: readonly Setting[]) => Refusal | undefined;
  /** What a topic's settings are afterwards. */
  readonly apply: (entries: TopicConfigEntries, settings: readonly Setting[]) => TopicConfigEntries;
}

interface Alteration<Setting> {
  readonly type: number;
  readonly name: string;
  readonly settings: readonly Setting[];
}

/** A request that changes settings of topics: each topic's are taken or refused as a whole, and one refusal keeps no other back. */
export function alterTopicsApi<Setting>(alterations: Alterations<Setting>): Api {
  const { key, name: apiName, maxVersion, read } = alterations;
  const handle: Api['handle'] = async ({ reader, broker }) => {
    const wanted = reader.array(() => ({ type: reader.int8(), name: reader.string(), settings: reader.array(() => read(reader)) }));
    const validateOnly = reader.boolean();
    const results: (Alteration<Setting> & { readonly refusal: Refusal | undefined })[] = [];
    for (const alteration of wanted) {
      results.push({ ...alteration, refusal: await alter({ broker, alterations, validateOnly }, alteration) });
    }

    const response = new ResponseWriter().int32(NOT_THROTTLED);
    return response.array(results, ({ type, name, refusal }) =>
      response
        .int16(refusal?.error ?? kafkaError.none)
        .nullableString(refusal?.message ?? null)
        .int8(type)
        .string(name),
    );
  };
  return { key, name: apiName, minVersion: 0, maxVersion, handle };
}

interface Around<Setting> {
  readonly broker: BrokerState;
  readonly alterations: Alterations<Setting>;
  readonly validateOnly: boolean;
}

async function alter<Setting>(
  { broker, alterations, validateOnly }: Around<Setting>,
  { type, name, settings }: Alteration<Setting>,
): Promise<Refusal | undefined> {
  const { topics } = broker.storage;
  if (type !== RESOURCE_TOPIC) return { error: kafkaError.invalidRequest, message: 'only topics can be configured' };
  const topic = topics.get(name);
  if (!topic) return { error: kafkaError.unknownTopicOrPartition, message: `there is no topic ${name}` };
  const refusal = alterations.refuse(settings);
  if (refusal) return refusal;
  if (!validateOnly) await topics.configure(topic, (entries) => alterations.apply(entries, settings));
  return undefined;
}
