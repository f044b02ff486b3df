import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Bench } from '../bench-context.js';
import type { Figure } from '../figure.js';

/** Runs a library's own benchmark, which prints its figures as JSON lines. */
export async function runScript({ root, say }: Bench, script: string): Promise<readonly Figure[]> {
  say(`running ${script}`);
  const child = spawn(process.execPath, [path.join(root, script)], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const figures: Figure[] = [];
  for await (const line of createInterface({ input: child.stdout })) figures.push(...figuresOf(line));
  await ended;
  if (child.exitCode !== 0) throw new Error(`${script} ended with ${child.exitCode ?? child.signalCode}`);
  return figures;
}

/** Lines that are no figures are for people. */
function figuresOf(line: string): readonly Figure[] {
  if (!line.startsWith('{')) return [];
  const { name, value, unit } = JSON.parse(line) as Partial<Figure>;
  return name === undefined || value === undefined || unit === undefined ? [] : [{ name, value, unit }];
}
