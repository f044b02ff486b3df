import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const PRELOADED = path.join(path.dirname(fileURLToPath(import.meta.url)), 'shifted-clock.mjs');

/** Of one process at a time of a platform that was started with `env`, the clock can be set to another time than all others'. */
export class MovedClocks {
  private constructor(private readonly folder: string) {}

  static async create(): Promise<MovedClocks> {
    return new MovedClocks(await mkdtemp(path.join(tmpdir(), 'openprepay-clocks-')));
  }

  get env(): Readonly<Record<string, string>> {
    return { NODE_OPTIONS: `--import=${PRELOADED}`, SHIFTED_CLOCK_FILE: this.file };
  }

  private get file(): string {
    return path.join(this.folder, 'shift.json');
  }

  /** Within moments the clock of `service`, a name of `apps/`, is so far off; every other process's is right. */
  async move(service: string, shiftMs: number): Promise<void> {
    const aside = `${this.file}.new`;
    await writeFile(aside, JSON.stringify({ service, shiftMs }));
    await rename(aside, this.file);
  }

  right(): Promise<void> {
    return this.move('none', 0);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
