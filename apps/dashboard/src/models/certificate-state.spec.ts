import { describe, expect, it } from 'vitest';
import { certificateState } from './certificate-state.js';

const NOON = Date.parse('2026-11-26T12:00:00Z');

describe('a certificate', () => {
  it.each([
    ['2026-11-25', 'expired'],
    ['2026-11-26', 'soon'],
    ['2027-02-01', 'soon'],
    ['2027-11-26', 'valid'],
    [undefined, 'valid'],
  ])('that holds until %s is %s', (validUntil, word) => {
    expect(certificateState({ validUntil }, NOON, 'UTC').word).toBe(word);
  });

  it('holds for the whole of its last day where the utility is', () => {
    const lateInKiritimati = Date.parse('2026-11-26T09:59:00Z');
    expect(certificateState({ validUntil: '2026-11-26' }, lateInKiritimati, 'Pacific/Kiritimati').word).toBe('soon');
    expect(certificateState({ validUntil: '2026-11-26' }, lateInKiritimati + 60_000, 'Pacific/Kiritimati').word).toBe('expired');
  });

  it('may be none', () => {
    expect(certificateState(undefined, NOON, 'UTC').word).toBe('none');
  });
});
