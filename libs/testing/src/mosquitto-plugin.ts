import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

export const PLUGIN = 'mosquitto_dynamic_security.so';

/** Where this machine's mosquitto has its dynamic security plugin: Debian keeps it under the architecture, Alpine and macOS do not. */
export function mosquittoPlugin(): string | undefined {
  const lib = '/usr/lib';
  const byArchitecture = existsSync(lib) ? readdirSync(lib).map((folder) => path.join(lib, folder)) : [];
  const places = [lib, ...byArchitecture, '/usr/lib64', '/usr/local/lib', '/opt/homebrew/lib'];
  return places.map((folder) => path.join(folder, PLUGIN)).find((file) => existsSync(file));
}
