import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { services } from '../src/services.js';

const apps = path.join(import.meta.dirname, '../../../apps');

// What runs is kept in memory as text, and takes twice as much of it where one letter is beyond Latin-1.
it.each(services)('the bundle of %s has no letter beyond Latin-1', async (service) => {
  const text = await readFile(path.join(apps, service, 'bundle/service/main.js'), 'utf8');

  expect(text.match(/.{0,40}[^\0-\xff].{0,40}/)?.[0]).toBeUndefined();
});
