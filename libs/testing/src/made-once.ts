import { execFile } from 'node:child_process';
import { access, mkdtemp, rename, rm } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Has a folder filled by the first who asks for it: beside it until it is whole. Two who fill it at once are no harm, as the second
 * throws its own away.
 */
export async function madeOnce(folder: string, fill: (draft: string) => Promise<void>): Promise<void> {
  const isMade = await access(folder).then(
    () => true,
    () => false,
  );
  if (isMade) return;
  const draft = await mkdtemp(`${folder}-`);
  await fill(draft);
  await rename(draft, folder).catch(() => rm(draft, { recursive: true, force: true, maxRetries: 5 }));
}

/** Copies a folder with its owners and rights, neither of which Node copies. */
export const copyFolder = async (from: string, to: string): Promise<void> => void (await run('cp', ['-Rp', from, to]));
