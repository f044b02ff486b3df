/**
 * Who may depend on whom, by the tags in each package.json. The dashboard has `layer:web`.
 * Tests may use any npm package and the tools that start real servers; what ships may not.
 */
const layers = [
  { sourceTag: 'layer:pure', onlyDependOnLibsWithTags: ['layer:pure'], npm: [] },
  // A format that others have made: pure but for the parser of its notation.
  { sourceTag: 'layer:codec', onlyDependOnLibsWithTags: ['layer:pure'], npm: ['saxes'] },
  { sourceTag: 'layer:contracts', onlyDependOnLibsWithTags: ['layer:pure', 'layer:contracts'], npm: ['zod'] },
  { sourceTag: 'layer:platform', onlyDependOnLibsWithTags: ['layer:pure', 'layer:contracts', 'layer:platform'] },
  { sourceTag: 'layer:service', onlyDependOnLibsWithTags: ['layer:pure', 'layer:codec', 'layer:contracts', 'layer:platform'] },
  { sourceTag: 'layer:web', onlyDependOnLibsWithTags: ['layer:pure', 'layer:contracts'] },
  {
    sourceTag: 'layer:tool',
    onlyDependOnLibsWithTags: ['layer:pure', 'layer:codec', 'layer:contracts', 'layer:platform', 'layer:service', 'layer:tool'],
  },
];

/** libs/testing starts brokers and databases, which are tools. */
const testing = { sourceTag: 'scope:testing', onlyDependOnLibsWithTags: ['*'] };

/** Their own tests start real servers, and what starts those stands on them. */
const ignoredCircularDependencies = [
  'persistence',
  'messaging',
  'contracts',
  'runtime',
  'embedded-kafka',
  'embedded-postgres',
  'embedded-mqtt',
].map((name) => [`@openprepay/${name}`, '@openprepay/testing']);

const boundaries = (depConstraints) => [
  'error',
  {
    allow: [],
    enforceBuildableLibDependency: false,
    banTransitiveDependencies: false,
    checkDynamicDependenciesExceptions: [],
    ignoredCircularDependencies,
    depConstraints,
  },
];

const withNpm = ({ npm, ...layer }) =>
  npm === undefined ? layer : npm.length === 0 ? { ...layer, bannedExternalImports: ['*'] } : { ...layer, allowedExternalImports: npm };
const inTests = ({ npm: _npm, ...layer }) => ({
  ...layer,
  onlyDependOnLibsWithTags: [...layer.onlyDependOnLibsWithTags, 'layer:platform', 'layer:tool'],
});

const shipped = ['{libs,apps,tools}/*/src/**/*.{ts,tsx}'];
const tests = ['**/*.spec.ts', '{libs,apps,tools}/*/{test,benchmark}/**/*.ts'];

export const layerRules = [
  { files: shipped, ignores: [...tests, 'libs/testing/**'], rules: { '@nx/enforce-module-boundaries': boundaries(layers.map(withNpm)) } },
  { files: tests, rules: { '@nx/enforce-module-boundaries': boundaries(layers.map(inTests)) } },
  { files: ['libs/testing/src/**/*.ts'], rules: { '@nx/enforce-module-boundaries': boundaries([testing]) } },
];
