import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canRun } from '@openprepay/testing/left-out';
import { mosquittoPlugin, PLUGIN } from '@openprepay/testing/mosquitto-plugin';
import { prepareFile } from '../src/dynamic-security/initial-file.js';
import { MQTT_PASSWORD } from './telemetry-stack.js';
import type { Security } from './mosquitto.js';

export interface MosquittoUser {
  readonly name: string;
  readonly password: string;
}

/** Users and topics out of files: a broker that nobody tells anything. */
export const passwordFile =
  (users: readonly MosquittoUser[]): Security =>
  async (folder) => {
    const passwords = join(folder, 'passwords');
    await writeFile(passwords, '', { mode: 0o600 });
    for (const { name, password } of users) execFileSync('mosquitto_passwd', ['-b', passwords, name, password], { stdio: 'ignore' });
    const up = ['readings', 'events', 'token-results', 'state'].map((leaf) => `pattern write meters/%u/${leaf}`);
    const down = ['tokens', 'commands'].map((leaf) => `pattern read meters/%u/${leaf}`);
    await writeFile(join(folder, 'acl'), ['user telemetry', 'topic readwrite #', ...up, ...down, ''].join('\n'), { mode: 0o600 });
    return [`password_file ${passwords}`, `acl_file ${join(folder, 'acl')}`];
  };

/** The plugin, with the service admitted as the compose file's first step does it. */
export const dynamicSecurity =
  (plugin: string, sharedGroup?: string): Security =>
  async (folder) => {
    const file = join(folder, 'dynamic-security.json');
    await prepareFile(file, { username: 'telemetry', password: MQTT_PASSWORD, sharedGroup, randomBytes }, () => Promise.resolve(false));
    return ['per_listener_settings false', `plugin ${plugin}`, `plugin_opt_config_file ${file}`];
  };

/** Where there is none, that is written down for `npm test` to tell. */
export function findPlugin(what: string): string | undefined {
  const found = mosquittoPlugin();
  canRun(what, found === undefined ? `${PLUGIN} is not installed` : undefined);
  return found;
}
