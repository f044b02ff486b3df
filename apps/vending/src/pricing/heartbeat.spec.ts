import { describe, expect, it } from 'vitest';
import { type Freshness, staleness } from './heartbeat.js';

const at = new Date('2026-11-10T08:00:00Z');
const fresh: Freshness = { heardAsOf: undefined, completeUntil: undefined, missing: [], defaultIsOld: false };
const second = (validFrom: string) => ({ tariffCode: 'T', version: 2, validFrom: new Date(validFrom) });

describe('staleness', () => {
  it.each<[string, Partial<Freshness>, readonly number[], RegExp | undefined]>([
    ['nothing is missing', {}, [1], undefined],
    ['a missing version is in force', { missing: [second('2026-11-10T08:00:00Z')] }, [1], /version 2 of tariff T/],
    ['a missing version begins later', { missing: [second('2026-11-10T08:00:00.001Z')] }, [1], undefined],
    ['a version that was missing has arrived since', { missing: [second('2026-11-10T08:00:00Z')] }, [1, 2], undefined],
    ['a later default has not arrived', { defaultIsOld: true }, [1], /default tariff/],
    ['billing was heard five minutes ahead', { heardAsOf: new Date(at.getTime() + 300_000) }, [1], undefined],
    ['billing was heard further ahead', { heardAsOf: new Date(at.getTime() + 300_001) }, [1], /clock here is before/],
    ['it is complete until now', { completeUntil: at }, [1], undefined],
    ['it was complete until a moment ago', { completeUntil: new Date(at.getTime() - 1) }, [1], /not been heard of since/],
  ])('where %s', (_what, changes, versions, reason) => {
    const found = staleness({ ...fresh, ...changes }, new Set(versions), at);

    if (reason) expect(found).toMatch(reason);
    else expect(found).toBeUndefined();
  });
});
