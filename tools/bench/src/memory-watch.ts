import type { RunningProcess } from '@openprepay/standalone/run-file';
import type { Figure } from './figure.js';
import { memoryOf } from './memory.js';

/** The most that each process was seen to have, with what it started. */
export class MemoryWatch {
  private readonly most = new Map<string, number>();

  constructor(private readonly running: () => Promise<readonly Pick<RunningProcess, 'name' | 'pid'>[]>) {}

  async look(): Promise<void> {
    for (const [name, megabytes] of await memoryOf(await this.running())) {
      this.most.set(name, Math.max(megabytes, this.most.get(name) ?? 0));
    }
  }

  /** Looks every so often while `work` is under way. */
  async during<Result>(everyMs: number, work: Promise<Result>): Promise<Result> {
    let looking = Promise.resolve();
    const timer = setInterval(() => {
      looking = this.look().catch(() => undefined); // a process may have ended meanwhile
    }, everyMs);
    try {
      return await work;
    } finally {
      clearInterval(timer);
      await looking;
    }
  }

  /** The largest first. @param name of the figures: `campaign: memory` makes `campaign: memory, vending` */
  figures(name: string): readonly Figure[] {
    return [...this.most]
      .toSorted(([, left], [, right]) => right - left)
      .map(([process, value]) => ({ name: `${name}, ${process}`, value, unit: 'MB' }));
  }
}
