import { kafkaError } from '../kafka-error-code.js';
import type { TopicConfigEntries } from '../topic-config.js';
import { alterTopicsApi } from './alter-topics.js';
import { type Refusal, refuseSettings } from './create-topics.js';

const SET = 0;
const DELETE = 1;

interface Change {
  readonly name: string;
  readonly operation: number;
  readonly value: string | null;
}

/** Changes settings of topics one by one: what is not named stays. Lists cannot be appended to: no setting here is one. @source KIP-339 */
export const incrementalAlterConfigsApi = alterTopicsApi<Change>({
  key: 44,
  name: 'IncrementalAlterConfigs',
  maxVersion: 0,
  read: (reader) => ({ name: reader.string(), operation: reader.int8(), value: reader.nullableString() }),
  refuse,
  apply: changed,
});

function refuse(changes: readonly Change[]): Refusal | undefined {
  if (changes.some(({ operation }) => operation !== SET && operation !== DELETE))
    return { error: kafkaError.invalidConfig, message: 'only a list can be appended to or subtracted from, and no setting here is one' };
  return refuseSettings(changes.filter(({ operation }) => operation === SET));
}

function changed(entries: TopicConfigEntries, changes: readonly Change[]): TopicConfigEntries {
  const next = new Map(Object.entries(entries));
  for (const { name, operation, value } of changes) {
    if (operation === SET) next.set(name, value!);
    else next.delete(name);
  }
  return Object.fromEntries(next);
}
