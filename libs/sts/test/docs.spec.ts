import { readFileSync } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { runCli } from '../src/cli/cli.js';

const papers = ['../../../docs/sts-from-zero.md', '../README.md'];
const pictures = papers.flatMap((path) => {
  const paper = readFileSync(new URL(path, import.meta.url), 'utf8');
  return [...paper.matchAll(/```console\n\$ sts (.+)\n([\s\S]*?)\n```/g)].map(([, command, output]) => ({
    path,
    command: command!,
    output: output!,
  }));
});

describe('the pictures in the papers', () => {
  it('are there', () => {
    expect(pictures.length).toBeGreaterThan(7);
  });

  it.each(pictures)('$path shows what "sts $command" prints', async ({ command, output }) => {
    const printed = new PassThrough();
    const reading = text(printed);
    expect(await runCli(command.split(' '), { input: Readable.from([]), output: printed, errors: new PassThrough() })).toBe(0);
    printed.end();
    expect((await reading).trimEnd()).toBe(output);
  });
});
