import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { services } from '../src/services.js';

const apps = path.resolve(import.meta.dirname, '../../../apps');

const isService = (app: string): boolean => {
  const manifest = JSON.parse(readFileSync(path.join(apps, app, 'package.json'), 'utf8')) as {
    readonly nx: { readonly tags: readonly string[] };
  };
  return manifest.nx.tags.includes('layer:service');
};

it('the list of services names every app of that layer, and nothing else', () => {
  expect([...services].sort()).toEqual(readdirSync(apps).filter(isService).sort());
});
