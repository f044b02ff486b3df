#!/usr/bin/env node
// `npm run check`: what a change must pass. What comes before the tests goes side by side, as most of it keeps one core busy.
import { spawn } from 'node:child_process';
import { readSteps, stepsAsText } from './steps.mjs';

/** Scripts of package.json, each lane's one after another; the first alone takes as long as the second. */
const LANES = [['lint'], ['format:check', 'typecheck', 'generate -- --check', 'demo']];

/** How long a step has to end once it is told to; then it is killed with all that it has started. */
const PATIENCE_MS = 5_000;

const took = readSteps(process.env);
const running = new Set();
let failed;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => endWith(1));

await Promise.all(LANES.map(runInOrder));
if (failed === undefined) await run('test');
process.exitCode = failed ?? 0;

async function runInOrder(scripts) {
  for (const script of scripts) if (failed === undefined) await run(script);
}

/** The tests speak while they run; of the others each has its output printed at its end, so that two do not mix. */
async function run(script) {
  const beganMs = performance.now();
  const child = spawn('npm', ['run', '--silent', ...script.split(' ')], {
    // A group of its own, to be ended with all that it has started.
    detached: true,
    stdio: ['ignore', ...Array(2).fill(script === 'test' ? 'inherit' : 'pipe')],
    env: { ...process.env, OPENPREPAY_STEPS: stepsAsText(took) },
  });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (output += text));
  const code = await new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', (exit) => resolve(exit ?? 1));
  });
  running.delete(child);
  took.push({ name: script, seconds: (performance.now() - beganMs) / 1000 });
  if (failed !== undefined) return;
  if (script !== 'test') process.stdout.write(`\n> ${script}\n${output}`);
  if (code !== 0) endWith(code);
}

/** The first that fails ends the others, and its exit code is that of the whole. */
function endWith(code) {
  failed ??= code;
  endRunning('SIGTERM');
  setTimeout(endRunning, PATIENCE_MS, 'SIGKILL').unref();
}

function endRunning(signal) {
  for (const { pid } of running) {
    try {
      process.kill(-pid, signal);
    } catch {
      // It has just ended by itself.
    }
  }
}
