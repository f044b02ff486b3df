import { readFile } from 'node:fs/promises';

/** Who enters keys from the beginning: named by whoever installs the platform. */
export interface FirstCustodians {
  readonly usernames: readonly string[];
  /** Holds one password for all of them, or a line for each in their order. */
  readonly passwordFile: string;
}

/**
 * The first custodians and their passwords. The file may be gone once they are there.
 *
 * @throws {Error} where the file cannot be read, or has other than one line or a line for each
 */
export async function readFirstCustodians({
  usernames,
  passwordFile,
}: FirstCustodians): Promise<readonly { readonly username: string; readonly password: string }[]> {
  const lines = (await readFile(passwordFile, 'utf8')).split(/\r?\n/).filter((line) => line !== '');
  if (lines.length !== 1 && lines.length !== usernames.length)
    throw new Error(`BOOTSTRAP_CUSTODIANS_PASSWORD_FILE has ${lines.length} passwords for ${usernames.length} custodians`);
  return usernames.map((username, place) => ({ username, password: lines[place] ?? lines[0] ?? '' }));
}
