#!/usr/bin/env node
// `npm test`: every test that this machine can run. What could not be run is listed with its reason; with CI=true that is a failure.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { prepare, root } from '../../standalone/bin/prepare.mjs';
import { readSteps } from './steps.mjs';

const strict = process.env.CI === 'true';
const scratch = await mkdtemp(path.join(tmpdir(), 'openprepay-test-'));
const reportFile = path.join(scratch, 'vitest.json');
const skipFile = path.join(scratch, 'not-run.jsonl');
const durationsFile = path.join(scratch, 'durations.jsonl');
/** So many of the files that took longest are named. */
const LONGEST = 20;

const steps = readSteps(process.env);

try {
  await timed('build', prepare);
  const code = await timed('tests', vitest);
  const { passed, failed, skipped } = await counts();
  const notRun = await linesOf(skipFile);

  for (const { what, reason } of notRun) process.stdout.write(`not run: ${what} (${reason})\n`);
  // What is somebody else's, and not to be had by an install, may be missing there too.
  const missing = strict ? notRun.filter(({ optional }) => !optional).length + skipped : 0;
  const durations = await linesOf(durationsFile);
  process.stdout.write(`\n${whatTookLong(durations)}\n`);
  if (strict && skipped > 0) process.stdout.write(`${skipped} tests were skipped, which CI does not allow\n`);
  process.stdout.write(`${passed} passed, ${failed + missing} failed\n`);
  process.exitCode = code !== 0 || failed + missing > 0 || passed === 0 ? 1 : 0;
} catch (error) {
  process.stderr.write(`\n${error.message}\n`);
  process.exitCode = 1;
} finally {
  await rm(scratch, { recursive: true, force: true });
}

function vitest() {
  const reporters = ['default', 'json', path.join(import.meta.dirname, 'durations-reporter.mjs')].map((name) => `--reporter=${name}`);
  const args = ['run', ...reporters, `--outputFile.json=${reportFile}`, ...process.argv.slice(2)];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(root, 'node_modules/vitest/vitest.mjs'), ...args], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, OPENPREPAY_SKIP_REPORT: skipFile, OPENPREPAY_DURATIONS: durationsFile },
    });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

async function counts() {
  const report = JSON.parse(await readFile(reportFile, 'utf8').catch(() => '{}'));
  // A file that fails before its first test counts as one failure: nothing in it ran.
  const broken = (report.testResults ?? []).filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
  return {
    passed: report.numPassedTests ?? 0,
    failed: (report.numFailedTests ?? 0) + broken + (report.testResults ? 0 : 1),
    skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
  };
}

async function linesOf(file) {
  const text = await readFile(file, 'utf8').catch(() => '');
  const lines = [...new Set(text.split('\n').filter(Boolean))];
  return lines.map((line) => JSON.parse(line));
}

async function timed(name, work) {
  const beganMs = performance.now();
  try {
    return await work();
  } finally {
    steps.push({ name, seconds: (performance.now() - beganMs) / 1000 });
  }
}

/** The steps up to here, and the files that took longest, in seconds. */
function whatTookLong(durations) {
  const files = durations
    .map(({ file, importMs, testsMs }) => ({ name: file, seconds: (importMs + testsMs) / 1000 }))
    .toSorted((one, other) => other.seconds - one.seconds);
  const seconds = (of) => of.reduce((sum, one) => sum + one, 0) / 1000;
  const imports = seconds(durations.map(({ importMs }) => importMs));
  const tests = seconds(durations.map(({ testsMs }) => testsMs));
  const row = ({ name, seconds }) => `${seconds.toFixed(1).padStart(8)} s  ${name}`;
  return [
    'what took how long:',
    ...steps.map(row),
    `of ${files.length} files, ${tests.toFixed(0)} s in tests and ${imports.toFixed(0)} s in importing modules, the longest:`,
    ...files.slice(0, LONGEST).map(row),
  ].join('\n');
}
