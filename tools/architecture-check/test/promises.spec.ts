import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../src/projects.js';
import { promisesIn } from '../src/promises.js';

const promises = promisesIn(readFileSync(join(root, 'SECURITY.md'), 'utf8'));

describe('SECURITY.md', () => {
  it('promises something', () => {
    expect(promises.length).toBeGreaterThan(25);
  });

  it.each(promises)('names a test for: $text', ({ tests }) => {
    expect(tests.length).toBeGreaterThan(0);
    for (const { file, title } of tests) {
      expect(existsSync(join(root, file)), file).toBe(true);
      expect(readFileSync(join(root, file), 'utf8'), file).toContain(title);
    }
  });
});

describe('a promise', () => {
  it('is read with the tests that it names, and without those of the next', () => {
    const document =
      '## What the platform promises\n\n- One.\n  [test](a.spec.ts): "a b";\n  [test](b.spec.ts): "c"\n- Two.\n\n## Else\n\n- Three.\n';

    expect(promisesIn(document).map(({ tests }) => tests)).toEqual([
      [
        { file: 'a.spec.ts', title: 'a b' },
        { file: 'b.spec.ts', title: 'c' },
      ],
      [],
    ]);
  });
});
