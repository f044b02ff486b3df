import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Issue, IssueTally, runsOf } from './issue-tally.js';

const issue = (nth: number, changes: Partial<Issue> = {}): Issue => ({
  requestId: `00000000-0000-4000-8000-${String(nth).padStart(12, '0')}`,
  meterNumber: '07000000017',
  supplyGroupCode: '600100',
  kind: 'credit',
  requester: 'unsigned',
  tokens: 1,
  issuedAt: new Date('2026-11-10T08:00:00Z'),
  ...changes,
});
const hash = (...nths: number[]) =>
  createHash('sha256')
    .update(nths.map((nth) => `${issue(nth).requestId}\n`).join(''))
    .digest('hex');

describe('a tally of issues', () => {
  it('counts each group by itself, however its issues come in pages', () => {
    const other = { kind: 'clear-credit' };
    const pages = [[issue(1), issue(2, { tokens: 3 })], [issue(3)], [issue(4, other)], [issue(5, { ...other, requester: 'abc' })]];

    const tally = new IssueTally();
    for (const page of pages) for (const run of runsOf(page)) tally.add(run);

    const group = { supplyGroupCode: '600100', requester: 'unsigned' };
    expect(tally.counts()).toEqual([
      { ...group, kind: 'credit', requests: 3, tokens: 5, requestIdsHash: hash(1, 2, 3) },
      { ...group, kind: 'clear-credit', requests: 1, tokens: 1, requestIdsHash: hash(4) },
      { ...group, kind: 'clear-credit', requester: 'abc', requests: 1, tokens: 1, requestIdsHash: hash(5) },
    ]);
  });

  it('cuts a page where a group ends', () => {
    expect(
      runsOf([issue(1), issue(2, { supplyGroupCode: '600200' }), issue(3, { supplyGroupCode: '600200' })]).map((run) => run.length),
    ).toEqual([1, 2]);
    expect(runsOf([])).toEqual([]);
  });
});
