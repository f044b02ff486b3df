import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { CliError } from './cli-error.js';

type Case = Readonly<Record<string, unknown>>;

const LONGEST_ANSWER = 65_536;

/**
 * Asks a command: it is started once, gets one case per line as JSON and answers each with a line
 * `{"tokens":[...]}` in the same order. A line that is not JSON counts as that answer.
 *
 * @param timeoutMs how long it may stay silent
 * @throws {CliError} `sts.implementation_failed` when it cannot be started, or stays silent too long
 */
export async function commandImplementation(command: string, cases: readonly Case[], timeoutMs: number): Promise<readonly unknown[]> {
  const child = spawn(command, { shell: true, detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
  const answers: unknown[] = [];
  let silence: NodeJS.Timeout | undefined;
  try {
    return await new Promise<readonly unknown[]>((resolve, reject) => {
      const watch = (): void => {
        clearTimeout(silence);
        silence = setTimeout(
          () => reject(failure(`the command was silent for ${timeoutMs} ms after ${answers.length} answers`)),
          timeoutMs,
        );
      };
      watch();
      child.on('error', (cause) => reject(failure('the command could not be started', cause)));
      child.stdin.on('error', () => undefined); // it ended without reading all: the missing answers say so
      const lines = createInterface({ input: child.stdout });
      lines.on('line', (line) => {
        if (line.trim() !== '') answers.push(parseAnswer(line));
        if (answers.length === cases.length) resolve(answers);
        watch();
      });
      lines.on('close', () => resolve(answers));
      child.stdin.end(cases.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    });
  } finally {
    clearTimeout(silence);
    killGroup(child.pid);
  }
}

/** The shell and what it started; a group that has ended needs nothing. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * Asks an HTTP endpoint: each case is posted as JSON, the answer is `{"tokens":[...]}`.
 *
 * @param timeoutMs per case
 * @throws {CliError} `sts.implementation_failed` when it cannot be reached or does not answer in time
 */
export async function httpImplementation(url: string, cases: readonly Case[], timeoutMs: number): Promise<readonly unknown[]> {
  const answers: unknown[] = [];
  for (const entry of cases) answers.push(await post(url, entry, timeoutMs));
  return answers;
}

async function post(url: string, entry: Case, timeoutMs: number): Promise<unknown> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(entry),
      signal: AbortSignal.timeout(timeoutMs),
    });
    return parseAnswer(await response.text());
  } catch (cause) {
    throw failure('the endpoint could not be reached, or did not answer in time', cause);
  }
}

function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text.slice(0, LONGEST_ANSWER)) as unknown;
  } catch {
    return text.slice(0, LONGEST_ANSWER);
  }
}

function failure(message: string, cause?: unknown): CliError {
  return new CliError('sts.implementation_failed', message, { cause });
}
