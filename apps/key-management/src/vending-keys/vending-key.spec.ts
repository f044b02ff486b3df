import { describe, expect, it } from 'vitest';
import { type VendingKey, type VendingKeyState, mayIssue, moveTo } from './vending-key.js';

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
  activeFrom: undefined,
  issuedUntil: undefined,
  integrityFailedAt: undefined,
});

const allowed: Readonly<Record<VendingKeyState, readonly VendingKeyState[]>> = {
  draft: ['active', 'retired'],
  active: ['retiring', 'retired'],
  retiring: ['active', 'retired'],
  retired: ['active'],
};
const states = Object.keys(allowed) as VendingKeyState[];

describe('a vending key’s states', () => {
  it.each(states.flatMap((from) => states.map((to) => ({ from, to }))))('$from → $to', ({ from, to }) => {
    const move = () => moveTo(keyIn(from), to, now);

    if (allowed[from].includes(to)) expect(move()).toMatchObject({ state: to, changedAt: now });
    else expect(move).toThrow(expect.objectContaining({ code: 'key-management.vending_key_transition' }));
  });

  it('issues while it is active or retiring', () => {
    expect(states.filter(mayIssue)).toEqual(['active', 'retiring']);
  });
});
