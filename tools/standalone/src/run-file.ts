import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

export interface RunningProcess {
  readonly name: string;
  readonly pid: number;
  readonly port?: number;
}

/** Tells what runs: `run.json` in the data folder, replaced as a whole so that no reader sees half of it. */
export class RunFile {
  private readonly file: string;
  private last: Promise<void> = Promise.resolve();

  constructor(dataDir: string) {
    this.file = path.join(dataDir, 'run.json');
  }

  /** Writes come one after the other, in the order of the calls; one that fails keeps no other from being made. */
  write(processes: readonly RunningProcess[]): Promise<void> {
    const text = `${JSON.stringify({ processes }, undefined, 2)}\n`;
    const written = this.last.then(async () => {
      const draft = `${this.file}.next`;
      await writeFile(draft, text, { mode: 0o600 });
      await rename(draft, this.file);
    });
    this.last = written.catch(() => undefined);
    return written;
  }
}
