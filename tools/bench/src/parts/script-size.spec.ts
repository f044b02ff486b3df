import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { scriptSize } from './script-size.js';

const FILES = {
  'index-1.js': 'import{r}from"./shared-1.js";const later=()=>import("./charts-1.js");',
  'shared-1.js': 'export const r=1;',
  'sell-page-1.js': 'import"./index-1.js";import{m}from"./money-1.js";',
  'money-1.js': 'export const m=2;',
  'charts-1.js': 'export const many=3;'.repeat(100),
  'en-1.js': 'export const en={sell:"Sell"};',
};
const gzipped = (...names: readonly (keyof typeof FILES)[]): number =>
  names.reduce((total, name) => total + gzipSync(FILES[name]).length, 0);

let dist: string;
beforeEach(async () => {
  dist = await mkdtemp(path.join(tmpdir(), 'openprepay-dist-'));
  await mkdir(path.join(dist, 'assets'));
  await writeFile(path.join(dist, 'index.html'), '<script type="module" src="/assets/index-1.js"></script>');
  for (const [name, script] of Object.entries(FILES)) await writeFile(path.join(dist, 'assets', name), script);
});
afterEach(() => rm(dist, { recursive: true }));

it('counts every file once that a page needs to run, and none that it loads later', async () => {
  expect(await scriptSize(dist, ['sell-page'])).toBe(gzipped('index-1.js', 'shared-1.js', 'sell-page-1.js', 'money-1.js'));
});

it('counts the words too that a page begins with', async () => {
  expect(await scriptSize(dist, ['sell-page', 'en'])).toBe(gzipped('index-1.js', 'shared-1.js', 'sell-page-1.js', 'money-1.js', 'en-1.js'));
});

it('does not call a page small that is not there', async () => {
  await expect(scriptSize(dist, ['sell-page', 'sign-in-page'])).rejects.toThrow('has no sign-in-page');
});
