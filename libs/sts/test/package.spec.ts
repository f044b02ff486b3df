import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const repository = join(root, '..', '..');

/** The package as it would be published, unpacked where nothing of the repository is in reach. */
describe('the published package', () => {
  let folder: string;
  let unpacked: string;
  let files: readonly string[];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sts-package-'));
    const copy = join(folder, 'libs', 'sts');
    mkdirSync(dirname(copy), { recursive: true });
    cpSync(root, copy, { recursive: true, filter: (path) => !/[\\/](dist|node_modules)$/.test(path) });
    for (const file of ['.swcrc', 'tsconfig.base.json', 'package.json']) cpSync(join(repository, file), join(folder, file));
    symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
    const npm = (args: readonly string[], cwd: string): string =>
      execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    npm(['pack', '--pack-destination', folder], copy);
    const archive = readdirSync(folder).find((name) => name.endsWith('.tgz'))!;
    unpacked = join(folder, 'unpacked');
    mkdirSync(unpacked);
    execFileSync('tar', ['-xzf', join(folder, archive), '-C', unpacked, '--strip-components=1']);
    files = readdirSync(unpacked, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(unpacked.length + 1)
          .replaceAll('\\', '/'),
      );
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds code, types, the program, the vectors and its papers, and nothing else', () => {
    const papers = ['LICENSE', 'README.md', 'SECURITY.md', 'package.json'];
    const others = files.filter((file) => !/^dist\/.*\.(js|d\.ts)$/.test(file));
    expect(others.toSorted()).toEqual([...papers, 'bin/ensure-built.mjs', 'bin/sts.mjs', 'test/vectors/generated.json'].toSorted());
    for (const entry of ['index', 'keys/index', 'cipher/index', 'meter/index']) {
      expect(files).toContain(`dist/${entry}.js`);
      expect(files).toContain(`dist/${entry}.d.ts`);
    }
  });

  it('depends on nothing, and reaches for Node in its command line alone', () => {
    const manifest = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8')) as Readonly<Record<string, unknown>>;
    expect(manifest['dependencies'] ?? {}).toEqual({});
    const reaching = files.filter((file) => {
      const imports = /from '(?!\.)/.test(readFileSync(join(unpacked, file), 'utf8')) && file.startsWith('dist/');
      return imports && !file.startsWith('dist/cli/');
    });
    expect(reaching).toEqual([]);
  });

  it('runs from where it was unpacked', () => {
    const args = [join(unpacked, 'bin', 'sts.mjs'), 'explain', '18446744073843772416'];
    expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toContain('display-key-revision-and-type');
  });

  it('type-checks for someone who installs it', () => {
    const user = join(folder, 'user');
    mkdirSync(join(user, 'node_modules', '@openprepay'), { recursive: true });
    symlinkSync(unpacked, join(user, 'node_modules', '@openprepay', 'sts'));
    writeFileSync(join(user, 'package.json'), '{"type":"module"}');
    const source = `import { encodeCreditToken, prepareCipher } from '@openprepay/sts';
import { deriveDecoderKey } from '@openprepay/sts/keys';
import { acceptToken } from '@openprepay/sts/meter';
const cipher = prepareCipher({ algorithm: 'EA11', decoderKey: new Uint8Array(16) });
export const token: string = encodeCreditToken({ commodity: 'water', random: 1, tokenIdentifier: 2, amountTenths: 3n }, cipher);
export const others = [deriveDecoderKey, acceptToken];
`;
    writeFileSync(join(user, 'use.ts'), source);
    const tsc = join(repository, 'node_modules', 'typescript', 'bin', 'tsc');
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--lib', 'es2023'];
    const { stdout, status } = spawnSync(process.execPath, [tsc, ...options, 'use.ts'], { cwd: user, encoding: 'utf8' });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  });
});

describe('a browser bundle', () => {
  it('makes and reads the same tokens where there is nothing of Node', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sts-bundle-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const entry = join(folder, 'entry.js');
    const exported = (name: string): string => JSON.stringify(join(root, 'src', name));
    writeFileSync(entry, `export * from ${exported('index.ts')}; export * as keys from ${exported('keys/index.ts')};`);
    const built = await build({
      configFile: false,
      logLevel: 'silent',
      root: folder,
      build: { write: false, minify: false, lib: { entry, formats: ['iife'], name: 'sts' } },
    });
    const [{ output }] = built as unknown as readonly [{ readonly output: readonly [{ readonly code: string }] }];
    const page = createContext({});
    const token: unknown = runInContext(
      `${output[0].code}
      const decoderKey = sts.keys.deriveDecoderKey({ algorithm: 'DKGA04', vendingKey: Uint8Array.from({ length: 20 }, (_, i) => i < 16 ? i * 17 : [1, 35, 69, 103][i - 16]),
        meterPan: '600727123456789030', keyType: 2, supplyGroupCode: '600100', tariffIndex: '07', keyRevision: 1, baseDate: 2014, encryptionAlgorithm: 'EA11' });
      const cipher = sts.prepareCipher({ algorithm: 'EA11', decoderKey });
      sts.encodeCreditToken({ commodity: 'electricity', random: 5, tokenIdentifier: 0x619d4c, amountTenths: 256n }, cipher);`,
      page,
    );
    expect(token).toBe('49038946387998315634');
    expect(output[0].code).not.toMatch(/node:|require\(|process\./);
  });
});
