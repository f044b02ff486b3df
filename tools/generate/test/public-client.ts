import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createClient } from '@hey-api/openapi-ts';

export interface PublicClientOptions {
  /** The repository's root, with the documents and the compiler. */
  readonly root: string;
  /** As in `apps/`. */
  readonly services: readonly string[];
  /** An empty folder; each service's client is made below it, in a folder of the service's name. */
  readonly folder: string;
  /** Sources beside the clients, by name: `caller.ts` imports `./vending/sdk.gen.js`. */
  readonly sources: Readonly<Record<string, string>>;
}

/** Below the folder: what the compiler makes, to be imported by Node. */
export const COMPILED = 'compiled';

const COMPILER_OPTIONS = {
  target: 'es2022',
  lib: ['es2023', 'dom', 'dom.iterable'],
  module: 'nodenext',
  strict: true,
  skipLibCheck: true,
  types: [],
  rootDir: '.',
  outDir: COMPILED,
};

/**
 * Makes clients as a stranger does: by a public generator, from the documents in `docs/contracts` alone, compiled strictly with
 * the sources that call them.
 *
 * @returns what the compiler has to say; empty where it is content
 */
export async function makePublicClients({ root, services, folder, sources }: PublicClientOptions): Promise<string> {
  for (const service of services) {
    await createClient({
      input: path.join(root, 'docs/contracts', `${service}.openapi.json`),
      output: { path: path.join(folder, service), module: { extension: '.js' } },
      logs: { level: 'silent' },
      plugins: ['@hey-api/client-fetch', '@hey-api/sdk', '@hey-api/typescript'],
    });
  }
  for (const [name, text] of Object.entries(sources)) await writeFile(path.join(folder, name), text);
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: ['**/*.ts'] }));
  return compile(root, folder);
}

/** The compiler exits with a failure where it has something to say. */
const compile = (root: string, folder: string): Promise<string> =>
  new Promise((resolve) => {
    const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
    execFile(process.execPath, [compiler, '-p', folder], (_failure, stdout, stderr) => resolve(`${stdout}${stderr}`));
  });
