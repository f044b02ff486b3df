import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { eventShapes } from '@openprepay/contracts/event-schema';

/** What later versions are held against; see libs/contracts/README.md. */
const FOLDER = 'libs/contracts/released';

/**
 * Keeps the events as they are now as those of the version in package.json, and with it whatever closed enumerations had
 * gained. Part of the commit that a release is made of.
 *
 * @returns the version
 */
export async function releaseEvents(root: string): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { readonly version: string };
  await writeJson(path.join(root, FOLDER, 'events.json'), { version, events: eventShapes() });
  await writeJson(path.join(root, FOLDER, 'gained-members.json'), []);
  return version;
}

const writeJson = (file: string, value: unknown): Promise<void> => writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
