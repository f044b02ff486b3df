import { type FileHandle, mkdir, open, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAll } from '../log/write-all.js';
import { syncDirectory } from '../log/write-durably.js';

const fileName = (number: number): string => `${String(number).padStart(10, '0')}.journal`;

/** The numbered files of the journal: the newest is written, older ones await their checkpoint. */
export class JournalFiles {
  private file: FileHandle | undefined;
  private current = 0;
  private position = 0;

  constructor(private readonly directory: string) {}

  get number(): number {
    return this.current;
  }

  get sizeBytes(): number {
    return this.position;
  }

  /** Content of the files a former run left, oldest first. */
  async *leftovers(): AsyncGenerator<{ readonly number: number; readonly content: Buffer }> {
    await mkdir(this.directory, { recursive: true });
    for (const number of await this.numbers()) {
      this.current = number;
      yield { number, content: await readFile(join(this.directory, fileName(number))) };
    }
  }

  /** Begins the next file; what was written goes to the former one. */
  async next(): Promise<void> {
    await this.file?.close();
    this.current++;
    this.position = 0;
    this.file = await open(join(this.directory, fileName(this.current)), 'w');
    await syncDirectory(this.directory);
  }

  /** Appends and syncs; `onWritten` runs in between, when the bytes are the operating system's. */
  async commit(parts: readonly Buffer[], onWritten: () => void): Promise<void> {
    const file = this.file!;
    await writeAll(file, parts, this.position);
    for (const part of parts) this.position += part.length;
    onWritten();
    await file.datasync();
  }

  /** Removes the files up to `number`, whose content is in the segments by now. */
  async removeThrough(number: number): Promise<void> {
    for (const old of await this.numbers()) if (old <= number) await rm(join(this.directory, fileName(old)), { force: true });
  }

  async close(): Promise<void> {
    await this.file?.close();
    this.file = undefined;
  }

  private async numbers(): Promise<number[]> {
    const names = (await readdir(this.directory)).filter((name) => /^\d{10}\.journal$/.test(name));
    return names.map((name) => Number.parseInt(name, 10)).sort((left, right) => left - right);
  }
}
