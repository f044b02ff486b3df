import { describe, expect, it } from 'vitest';
import { folderCircles } from '../src/folder-circles.js';
import { filesOf, isSpec, projects } from '../src/projects.js';

/** Files by their paths, each with the paths it imports as written. */
const planted = (files: Readonly<Record<string, readonly string[]>>): readonly string[] =>
  folderCircles(
    Object.entries(files).map(([path, imports]) => ({
      path,
      text: imports.map((name, index) => `import { a${index} } from '${name}';\n`).join(''),
    })),
  );

describe('a circle of folders is found', () => {
  it('between two features, with the imports that close it', () => {
    const circles = planted({
      'ingest/uplink.ts': [],
      'ingest/ingest-uplinks.ts': ['./uplink.js', '../presence/track-presence.js'],
      'presence/track-presence.ts': ['../ingest/uplink.js'],
    });

    expect(circles).toEqual([
      [
        'a circle of ingest, presence',
        '  ingest → presence',
        '    ingest/ingest-uplinks.ts imports presence/track-presence.ts',
        '  presence → ingest',
        '    presence/track-presence.ts imports ingest/uplink.ts',
      ].join('\n'),
    ]);
  });

  it('over three features, though no two import each other', () => {
    const circles = planted({
      'accounts/a.ts': ['../pricing/p.js'],
      'pricing/p.ts': ['../debts/d.js'],
      'debts/d.ts': ['../accounts/b.js'],
      'accounts/b.ts': [],
      'ledger/l.ts': ['../accounts/a.js'],
    });

    expect(circles.map((circle) => circle.split('\n')[0])).toEqual(['a circle of accounts, debts, pricing']);
  });

  it('between a feature and a file beside it that imports it back', () => {
    const circles = planted({
      'repeating-task.ts': ['./deliveries/wake.js'],
      'deliveries/wake.ts': [],
      'deliveries/b.ts': ['../repeating-task.js'],
    });

    expect(circles).toHaveLength(1);
    expect(circles[0]).toContain('deliveries/b.ts imports repeating-task.ts');
  });

  it('between the rooms of one feature', () => {
    const circles = planted({
      'vends/selling/sell-vend.ts': ['../settling/answers.js'],
      'vends/settling/answers.ts': [],
      'vends/settling/resend.ts': ['../selling/accept.js'],
      'vends/selling/accept.ts': [],
    });

    expect(circles.map((circle) => circle.split('\n')[0])).toEqual(['a circle of vends/selling, vends/settling']);
  });

  it('by a type alone, and by an import that is made at run time', () => {
    const circles = folderCircles([
      { path: 'a/a.ts', text: "import type { B } from '../b/b.js';\nexport type A = B;\n" },
      { path: 'b/b.ts', text: "export const later = () => import('../a/a.js');\n" },
    ]);

    expect(circles).toHaveLength(1);
  });
});

describe('no circle is seen', () => {
  it('in features that stand on each other, a file that serves them and a file that puts them together', () => {
    const circles = planted({
      'vending.ts': ['./meters/meters.feature.js', './vends/vends.feature.js'],
      'vending-error.ts': [],
      'meters/meters.feature.ts': ['./meter.js'],
      'meters/meter.ts': ['../vending-error.js'],
      'vends/vends.feature.ts': ['../meters/meter.js', './selling/sell-vend.js'],
      'vends/selling/sell-vend.ts': ['../vend.js', '../../meters/meter.js'],
      'vends/vend.ts': ['../vending-error.js'],
    });

    expect(circles).toEqual([]);
  });

  it('in what a folder imports of itself', () => {
    expect(planted({ 'a/one.ts': ['./two.js'], 'a/two.ts': ['./three.js'], 'a/three.ts': [] })).toEqual([]);
  });
});

describe('there is no circle among the folders', () => {
  it.each(projects)('of $manifest.name', (project) => {
    const sources = filesOf(project, 'src').filter(({ path }) => !isSpec(path));

    expect(folderCircles(sources)).toEqual([]);
  });
});
