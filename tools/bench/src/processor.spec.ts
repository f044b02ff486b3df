import { describe, expect, it } from 'vitest';
import { processorFigures, processorTimes } from './processor.js';

describe('the processor that a piece of work takes', () => {
  it('is told by process, the largest first, and of the platform without what makes the load', () => {
    const before = new Map(Object.entries({ vending: 1_000, postgres: 2_000, bench: 500 }));
    const after = new Map(Object.entries({ vending: 1_400, postgres: 3_000, bench: 700 }));

    expect(processorFigures(before, after, { part: 'vends', what: 'vend', count: 100 })).toEqual([
      { name: 'vends: processor, platform', value: 14, unit: 'ms/vend' },
      { name: 'vends: processor, postgres', value: 10, unit: 'ms/vend' },
      { name: 'vends: processor, vending', value: 4, unit: 'ms/vend' },
      { name: 'vends: processor, bench', value: 2, unit: 'ms/vend' },
    ]);
  });

  it('is that of running processes', async () => {
    const times = await processorTimes([{ name: 'this', pid: process.pid }]);

    expect([...times.keys()]).toEqual(['this', 'bench']);
    expect(times.get('this')).toBeGreaterThan(0);
  });
});
