import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readOptions } from '../src/bench-options.js';
import type { Figure } from '../src/figure.js';
import { measurePlatform } from '../src/parts/platform.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const SMALL = ['fleet', '--meters', '2', '--connections', '2', '--registered', '500', '--sessions', '30', '--broker-sessions', '20'];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'openprepay-fleet-'));
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

it('registers a fleet, connects a part of it to more than one broker and loses none', async () => {
  const said: string[] = [];
  const interrupted = new Promise<never>(() => undefined);

  const figures = await measurePlatform({ root, options: readOptions(SMALL), folder, say: (text) => void said.push(text), interrupted });

  const valueOf = (name: string): Figure['value'] | undefined => figures.find((figure) => figure.name === name)?.value;
  expect(valueOf('fleet: registered')).toBe(500);
  expect(valueOf('fleet: connected')).toBe(30);
  expect(valueOf('fleet: brokers')).toBe(2);
  expect(valueOf('fleet: lost')).toBe(0);
  expect(valueOf('fleet: memory, mqtt')).toBeGreaterThan(0);
}, 300_000);
