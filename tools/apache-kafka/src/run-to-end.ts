import { spawn } from 'node:child_process';

const KEPT_OUTPUT_CHARACTERS = 8_000;

export interface RunOptions {
  readonly cwd: string;
  readonly timeoutMs: number;
}

/** Runs a command to its end and keeps the last part of what it said. */
export function runToEnd(
  command: string,
  args: readonly string[],
  { cwd, timeoutMs }: RunOptions,
): Promise<{ readonly status: number | null; readonly output: string }> {
  return new Promise((resolve, reject) => {
    // On Windows mvn is a batch file, which only a shell starts.
    const child = spawn(command, args, { cwd, timeout: timeoutMs, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-KEPT_OUTPUT_CHARACTERS);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, output }));
  });
}
