import path from 'node:path';
import { apiFiles } from './api-files.js';
import { differences, type GeneratedFiles, writeFiles } from './contracts-folder.js';
import { eventFiles } from './event-files.js';
import { indexPage } from './index-page.js';
import { releaseEvents } from './release-events.js';

export interface GenerateOptions {
  /** The repository's root: what is built stands below it. */
  readonly root: string;
  readonly args: readonly string[];
  readonly write: (line: string) => void;
}

/** Where the generated contracts stand, below the root. */
const FOLDER = 'docs/contracts';

const ARGUMENTS = ['--check', '--release'];

/**
 * Brings `docs/contracts` up to date, or with `--check` only says what is not. `--release` keeps the events as they are now as
 * the released ones.
 *
 * @returns the exit code: 1 where `--check` found a difference
 */
export async function generate({ root, args, write }: GenerateOptions): Promise<number> {
  const unknown = args.find((arg) => !ARGUMENTS.includes(arg));
  if (unknown !== undefined) throw new Error(`unknown argument ${unknown}; there are only ${ARGUMENTS.join(' and ')}`);
  if (args.includes('--release')) write(`the events of ${await releaseEvents(root)} are kept as released`);

  const folder = path.join(root, FOLDER);
  const files = await contractFiles(root);
  const differing = await differences(folder, files);
  if (!args.includes('--check')) {
    await writeFiles(folder, files, differing);
    write(differing.length === 0 ? `${FOLDER} is up to date` : `${FOLDER}: ${differing.length} of ${files.size} files written`);
    return 0;
  }
  for (const { file, how } of differing) write(`${FOLDER}/${file}: ${how}`);
  if (differing.length > 0) write('the contracts have changed: run `npm run generate` and commit the result with its cause');
  return differing.length === 0 ? 0 : 1;
}

async function contractFiles(root: string): Promise<GeneratedFiles> {
  const apis = apiFiles();
  const events = await eventFiles(path.join(root, 'libs/contracts'));
  return new Map([['README.md', indexPage(apis, events)], ...apis.files, ...events.files]);
}
