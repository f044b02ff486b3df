import { alterTopicsApi } from './alter-topics.js';
import { refuseSettings } from './create-topics.js';

interface Setting {
  readonly name: string;
  readonly value: string | null;
}

/** Replaces the settings of topics: what is not named goes back to its default. */
export const alterConfigsApi = alterTopicsApi<Setting>({
  key: 33,
  name: 'AlterConfigs',
  maxVersion: 1,
  read: (reader) => ({ name: reader.string(), value: reader.nullableString() }),
  refuse: refuseSettings,
  apply: (_entries, settings) => Object.fromEntries(settings.map(({ name, value }) => [name, value!])),
});
