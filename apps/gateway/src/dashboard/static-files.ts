import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

/** Of all files together: they are kept in memory, so that a request reads no disk and names no path. */
export const MAX_STATIC_BYTES = 64 * 1_048_576;
/** Files that a build tool has named by their content: `assets/index-BxY12_ab.js`. */
const HASHED = /^\/assets\/.+-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/;

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.woff2': 'font/woff2',
};
/** The file beside another one that holds it compressed, best first. */
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

export interface StaticFile {
  readonly type: string;
  readonly body: Buffer;
  /** Compressed beforehand, by the name that `Accept-Encoding` has for it. */
  readonly compressed: Readonly<Partial<Record<'br' | 'gzip', Buffer>>>;
  /** Of the body as it is; another for each encoding is made of it. */
  readonly tag: string;
  /** Its name changes with its content: it is never asked for again. */
  readonly hashed: boolean;
}

/** By path, as an address has it once it is decoded. */
export type StaticFiles = ReadonlyMap<string, StaticFile>;

/**
 * The files below a folder; links are not followed.
 *
 * @returns undefined where the folder has no `index.html`: nothing was built
 * @throws {RangeError} where they are larger than {@link MAX_STATIC_BYTES} together
 */
export async function readStaticFiles(folder: string): Promise<StaticFiles | undefined> {
  const bodies = await readBodies(folder);
  if (!bodies.has('/index.html')) return undefined;
  const isVariant = (path: string): boolean => ENCODINGS.some(([, end]) => path.endsWith(end) && bodies.has(path.slice(0, -end.length)));
  return new Map([...bodies].filter(([path]) => !isVariant(path)).map(([path, body]) => [path, fileOf(path, body, bodies)] as const));
}

async function readBodies(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const bodies = new Map<string, Buffer>();
  let bytes = 0;
  for (const entry of await entriesOf(folder)) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const body = await readFile(file);
    bytes += body.length;
    if (bytes > MAX_STATIC_BYTES) throw new RangeError(`${folder} holds more than ${MAX_STATIC_BYTES} bytes to serve`);
    bodies.set(`/${relative(folder, file).split(sep).join('/')}`, body);
  }
  return bodies;
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function fileOf(path: string, body: Buffer, bodies: ReadonlyMap<string, Buffer>): StaticFile {
  const compressed = Object.fromEntries(
    ENCODINGS.flatMap(([name, end]) => {
      const found = bodies.get(`${path}${end}`);
      return found === undefined ? [] : [[name, found]];
    }),
  );
  const tag = createHash('sha256').update(body).digest('base64url');
  return { type: TYPES[extname(path)] ?? 'application/octet-stream', body, compressed, tag, hashed: HASHED.test(path) };
}
