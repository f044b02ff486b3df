import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { brokenLinks, type Document, linksOf, malformedDecisions } from '../src/documents.js';
import { projects, root } from '../src/projects.js';

/** The repository's own documents below a folder. */
function documentsIn(folder: string, deep = true): readonly Document[] {
  return readdirSync(join(root, folder), { recursive: deep, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md') && !/(^|\/)(node_modules|dist|\.cache)\//.test(path))
    .map((path) => ({ path: join(folder, path), text: readFileSync(join(root, folder, path), 'utf8') }));
}

const readmes = projects.flatMap(({ area, folder }) => documentsIn(`${area}/${folder}`, false));
const documents = [...documentsIn('.', false), ...documentsIn('docs'), ...readmes];

describe('links', () => {
  const planted = (text: string): readonly string[] =>
    brokenLinks(
      [
        { path: 'docs/a.md', text },
        { path: 'docs/b.md', text: '# Title\n\n## What it is, and why\n' },
      ],
      (path) => ['docs', 'docs/a.md', 'docs/b.md', 'README.md'].includes(path),
    );

  it.each([
    ['to a file that is not there', '[x](c.md)'],
    ['from a reference to a file that is not there', '[x]: ../c.md'],
    ['to a heading that is not there', '[x](b.md#what-it-was)'],
    ['to a heading of its own that is not there', '# A\n\n[x](#b)'],
  ])('are found %s', (_what, text) => {
    expect(planted(text)).toHaveLength(1);
  });

  it.each([
    ['that lead somewhere', '[x](b.md), [y](../README.md), [z](./)'],
    ['to headings', '# A-b c\n\n[x](b.md#what-it-is-and-why) [y](#a-b-c)'],
    ['out of the repository', '[x](https://example.org/c.md) and [y](mailto:x@example.org)'],
    ['in code', '```md\n[x](c.md)\n```\nand `[x](c.md)`'],
  ])('are let pass %s', (_what, text) => {
    expect(planted(text)).toEqual([]);
  });

  it('of all documents lead somewhere', () => {
    expect(documents.length).toBeGreaterThan(40);
    expect(brokenLinks(documents, (path) => existsSync(join(root, path)))).toEqual([]);
  });
});

describe('the map of the house', () => {
  const links = linksOf(readFileSync(join(root, 'README.md'), 'utf8'));

  it.each(projects)('links $manifest.name', ({ area, folder }) => {
    expect(links).toContain(`${area}/${folder}/README.md`);
  });
});

describe('a decision', () => {
  const good = '# 7. Title\n\n- Status: accepted\n- Date: 2026-11-23\n\n## Context\n\n## Decision\n\n## Alternatives\n\n## Consequences\n';
  const planted = (text: string, index = '[7](0007-title.md)'): readonly string[] =>
    malformedDecisions([
      { path: 'README.md', text: index },
      { path: '0007-title.md', text },
    ]);

  it.each([
    ['another number than its file', good.replace('# 7.', '# 8.')],
    ['no status', good.replace('- Status: accepted\n', '')],
    ['no date', good.replace('- Date: 2026-11-23\n', '')],
    ['no alternatives', good.replace('## Alternatives\n\n', '')],
  ])('is refused that has %s', (_what, text) => {
    expect(planted(text)).toHaveLength(1);
  });

  it('is refused that no index has', () => {
    expect(planted(good, 'none yet')).toHaveLength(1);
  });

  it('is let pass that is of the form', () => {
    expect(planted(good)).toEqual([]);
  });

  it('is of the form, whichever it is', () => {
    const folder = 'docs/adr';
    const decisions = documentsIn(folder).map(({ path, text }) => ({ path: path.slice(folder.length + 1), text }));

    expect(malformedDecisions(decisions)).toEqual([]);
  });
});
