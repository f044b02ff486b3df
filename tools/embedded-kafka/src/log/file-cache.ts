import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { MAX_OPEN_FILES } from '../limits.js';

interface OpenFile {
  readonly handle: Promise<FileHandle>;
  users: number;
  forgotten: boolean;
}

/** Keeps the files of the segments in use open, and only so many. Owners are compared by identity: a replaced segment never meets its old file. */
export class FileCache {
  private readonly files = new Map<object, OpenFile>();

  /** Runs `use` on the owner's file; `create` makes the file if it is not there. */
  async use<T>(owner: { readonly path: string }, use: (file: FileHandle) => Promise<T>, create = false): Promise<T> {
    const file = this.opened(owner, create);
    file.users++;
    try {
      return await use(await file.handle);
    } finally {
      file.users--;
      if (file.forgotten) this.closeIdle(file);
      else this.trim();
    }
  }

  /** Closes the owner's file as soon as nobody uses it. */
  forget(owner: object): void {
    const file = this.files.get(owner);
    if (!file) return;
    this.files.delete(owner);
    file.forgotten = true;
    this.closeIdle(file);
  }

  async closeAll(): Promise<void> {
    const files = [...this.files.values()];
    this.files.clear();
    await Promise.allSettled(files.map(async (file) => (await file.handle).close()));
  }

  private opened(owner: { readonly path: string }, create: boolean): OpenFile {
    const known = this.files.get(owner);
    if (known) {
      this.files.delete(owner);
      this.files.set(owner, known);
      return known;
    }
    const handle = open(owner.path, constants.O_RDWR | (create ? constants.O_CREAT : 0));
    const file: OpenFile = { handle, users: 0, forgotten: false };
    this.files.set(owner, file);
    handle.catch(() => {
      if (this.files.get(owner) === file) this.files.delete(owner);
    });
    return file;
  }

  private trim(): void {
    if (this.files.size <= MAX_OPEN_FILES) return;
    for (const [owner, file] of this.files) {
      if (this.files.size <= MAX_OPEN_FILES) return;
      if (file.users === 0) this.forget(owner);
    }
  }

  private closeIdle(file: OpenFile): void {
    if (file.users > 0) return;
    // Data is made durable by explicit syncs, never by close, so a failing close has nothing to tell.
    void file.handle.then((handle) => handle.close()).catch(() => undefined);
  }
}
