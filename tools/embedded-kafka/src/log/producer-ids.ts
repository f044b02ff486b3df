import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PRODUCER_ID_BLOCK } from '../limits.js';
import { writeDurably } from './write-durably.js';

/** Hands out producer ids, none ever twice: a block is reserved on disk before its first id is used. */
export class ProducerIds {
  private next = 0;
  private reservedTo = 0;
  private reserving: Promise<void> | undefined;

  private constructor(private readonly path: string) {}

  static async open(dataDir: string): Promise<ProducerIds> {
    const ids = new ProducerIds(join(dataDir, 'producer-ids'));
    const saved = await readFile(ids.path, 'utf8').catch(() => '1');
    ids.next = ids.reservedTo = Number(saved);
    return ids;
  }

  async allocate(): Promise<number> {
    while (this.next >= this.reservedTo) await (this.reserving ??= this.reserve());
    return this.next++;
  }

  private async reserve(): Promise<void> {
    try {
      const reservedTo = this.reservedTo + PRODUCER_ID_BLOCK;
      await writeDurably(this.path, String(reservedTo));
      this.reservedTo = reservedTo;
    } finally {
      this.reserving = undefined;
    }
  }
}
