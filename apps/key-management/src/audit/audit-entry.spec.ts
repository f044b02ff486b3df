import { describe, expect, it } from 'vitest';
import { emptyHead, flawOf, linkTo, serviceActor } from './audit-entry.js';

describe('an entry of the audit log', () => {
  const entry = linkTo(emptyHead, 'acme', {
    at: new Date('2026-11-27T08:00:00Z'),
    actor: serviceActor,
    action: 'key-change.issued',
    target: '600100',
    details: { requestId: '01980000-0000-7000-8000-000000000001', note: 'déjà ✓' },
  });

  it('has the hash that it has always had: a chain of before stays whole', () => {
    // sha256 of each field behind the number of its octets and a colon, reckoned apart
    expect(entry.hash).toBe('02c6970227ec06555db430c5c07964b2805cee183af00ab3d4f61b781686185e');
  });

  it('does not follow where a character has moved from one field to the next', () => {
    expect(flawOf(entry, emptyHead)).toBeUndefined();
    expect(flawOf({ ...entry, action: 'key-change.issue', target: 'd600100' }, emptyHead)).toBe('entry-altered');
  });
});
