import { describe, expect, it } from 'vitest';
import { type VendingKey, type VendingKeyState, mayIssue, moveTo, vendingKeyStates } from './vending-key.js';

const now = new Date('2026-11-23T10:00:00Z');
const keyIn = (state: VendingKeyState): VendingKey => ({
  id: 'id',
  utility: 'demo',
  supplyGroupCode: '600100',
  keyType: 2,
  keyRevision: 1,
  keyExpiry: 255,
  baseDate: 2014,
  decoderKeyAlgorithm: 'DKGA04',
  state,
  componentsExpected: 2,
  kcv: undefined,
  wrapped: undefined,
  createdAt: now,
  activatedAt: undefined,
  changedAt: now,
});

const allowed = ['draft→active', 'draft→retired', 'active→retiring', 'active→retired', 'retiring→retired'];

describe('a vending key’s states', () => {
  it.each(vendingKeyStates.flatMap((from) => vendingKeyStates.map((to) => ({ from, to }))))('$from → $to', ({ from, to }) => {
    const move = () => moveTo(keyIn(from), to, now);

    if (allowed.includes(`${from}→${to}`)) expect(move()).toMatchObject({ state: to, changedAt: now });
    else expect(move).toThrow(expect.objectContaining({ code: 'key-management.vending_key_transition' }));
  });

  it('issues while it is active or retiring', () => {
    expect(vendingKeyStates.filter(mayIssue)).toEqual(['active', 'retiring']);
  });
});
