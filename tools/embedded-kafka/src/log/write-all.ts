import type { FileHandle } from 'node:fs/promises';

/** Below this size buffers are joined before they are written: one copy is cheaper than many vectors. */
const JOIN_BELOW_BYTES = 64 * 1024;

/** Writes all buffers from `position` on, whatever the system takes at a time. */
export async function writeAll(file: FileHandle, buffers: readonly Buffer[], position: number): Promise<void> {
  const total = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
  if (buffers.length > 1 && total >= JOIN_BELOW_BYTES) {
    const { bytesWritten } = await file.writev(buffers as Buffer[], position);
    if (bytesWritten === total) return;
  }
  const joined = buffers.length === 1 ? buffers[0]! : Buffer.concat(buffers, total);
  let written = 0;
  while (written < total) {
    const { bytesWritten } = await file.write(joined, written, total - written, position + written);
    written += bytesWritten;
  }
}
