import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { admitService, type DynamicSecurityState, dynamicSecurityState, type ServiceAccess } from './initial-state.js';

/**
 * Makes the plugin's file such that the service may connect and command the plugin; does nothing where it is so already.
 *
 * @param isBrokerUp asked only where the file must change: a running mosquitto would overwrite it from memory
 * @throws where the file is not the plugin's, or must change while the broker runs
 */
export async function prepareFile(
  file: string,
  access: ServiceAccess,
  isBrokerUp: () => Promise<boolean>,
): Promise<'prepared' | 'unchanged'> {
  const state = admitService(await readState(file), access);
  if (state === undefined) return 'unchanged';
  if (await isBrokerUp()) throw new Error(`${file} must change, and mosquitto is running: stop it first`);
  await replaceFile(file, JSON.stringify(state, undefined, 2));
  return 'prepared';
}

async function readState(file: string): Promise<DynamicSecurityState> {
  try {
    return dynamicSecurityState.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return dynamicSecurityState.parse({});
    throw new Error(`${file} is not a file of mosquitto's dynamic security plugin`, { cause: error });
  }
}

/** A power cut leaves the former file or the new one, whole. */
async function replaceFile(file: string, text: string): Promise<void> {
  const draft = await open(`${file}.new`, 'w', 0o600);
  try {
    await draft.writeFile(text);
    await draft.sync();
  } finally {
    await draft.close();
  }
  await rename(`${file}.new`, file);
  const folder = await open(dirname(file), 'r');
  await folder.sync().finally(() => folder.close());
}
