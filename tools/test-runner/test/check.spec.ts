import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const check = path.resolve(import.meta.dirname, '../bin/check.mjs');
const WELL = {
  lint: 'echo linted',
  'format:check': 'echo formatted',
  typecheck: 'echo typed',
  generate: 'echo generated',
  demo: 'echo shown',
  test: 'echo "steps: $OPENPREPAY_STEPS"',
};

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'openprepay-check-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What `npm run check` comes to in a house with these scripts. */
async function checked(scripts: Readonly<Record<string, string>>) {
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ name: 'house', scripts: { ...WELL, ...scripts } }));
  const child = spawn(process.execPath, [check], { cwd: folder, env: { PATH: process.env['PATH'], OPENPREPAY_STEPS: 'npm ci=50' } });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, output };
}

describe('npm run check', () => {
  it('prints what each step says as a whole, then runs the tests, which know what each took', async () => {
    const { code, output } = await checked({ lint: 'echo linted one; sleep 1; echo linted two' });

    expect(code).toBe(0);
    expect(output).toContain('> lint\nlinted one\nlinted two\n');
    expect(output.indexOf('shown')).toBeGreaterThan(output.indexOf('generated'));
    const steps = /steps: (.*)/
      .exec(output)?.[1]
      ?.split(';')
      .map((step) => step.split('=')[0]);
    expect(steps?.toSorted()).toEqual(['demo', 'format:check', 'generate -- --check', 'lint', 'npm ci', 'typecheck']);
  });

  it('ends with the first that fails, by its code, without what would come after it', async () => {
    const { code, output } = await checked({ lint: 'sleep 300', typecheck: 'echo of another type; exit 3' });

    expect(code).toBe(3);
    expect(output).toContain('> typecheck\nof another type');
    expect(output).not.toMatch(/generated|shown|steps/);
  });

  it('kills what does not end when it is told to', async () => {
    const stubborn = 'trap "" TERM; touch stubborn; sleep 60; touch outlived';

    const { code } = await checked({ lint: stubborn, typecheck: 'until [ -e stubborn ]; do sleep 0.1; done; exit 3' });

    expect(code).toBe(3);
    await expect(access(path.join(folder, 'outlived'))).rejects.toThrow();
  });

  it('fails as its tests do', async () => {
    expect(await checked({ test: 'exit 4' })).toMatchObject({ code: 4 });
  });
});
