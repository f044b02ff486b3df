import { describe, expect, it } from 'vitest';
import { parsePs, parseStat, type ProcessUse, readProcesses, treeOf } from './process-table.js';

describe('the processes of this machine', () => {
  it('are read from /proc, whatever a process is called', () => {
    const stat = '42 (a (b) c) S 7 42 42 0 -1 4194304 5 6 0 0 150 50 3 2 20 0 1 0 100 1000000 256 1844674';

    expect(parseStat(stat)).toEqual({ pid: 42, parent: 7, processorMs: 2_050, residentBytes: 1_048_576 });
  });

  it.each([
    ['   42     7  1024   0:02.05', 2_050],
    ['42 7 1024 61:02', 3_662_000],
    ['42 7 1024 1-01:00:01', 90_001_000],
  ])('are read from ps: %s', (line, processorMs) => {
    expect(parsePs(line)).toEqual({ pid: 42, parent: 7, processorMs, residentBytes: 1_048_576 });
  });

  it('have this one among them, with time that it has used', async () => {
    const self = (await readProcesses()).find(({ pid }) => pid === process.pid);

    expect(self).toMatchObject({ parent: process.ppid });
    expect(self!.processorMs).toBeGreaterThan(0);
    expect(self!.residentBytes).toBeGreaterThan(1_048_576);
  });

  it('belong to what started them, unless they are counted by themselves', () => {
    const one = (pid: number, parent: number): ProcessUse => ({ pid, parent, processorMs: 0, residentBytes: 0 });
    const processes = [one(1, 0), one(2, 1), one(3, 2), one(4, 1), one(5, 4)];

    expect(treeOf(processes, 1, new Set([4])).map(({ pid }) => pid)).toEqual([1, 2, 3]);
  });
});
