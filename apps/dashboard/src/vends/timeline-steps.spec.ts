import { describe, expect, it } from 'vitest';
import { stepsOf } from './timeline-steps.js';

const acceptedAt = '2026-11-26T10:00:00Z';
const completedAt = '2026-11-26T10:00:01Z';
const at = '2026-11-26T10:00:02Z';
const named = (...told: Parameters<typeof stepsOf>): string =>
  stepsOf(...told)
    .map(({ name, how }) => `${name} ${how}`)
    .join(', ');

describe('the timeline of a sale', () => {
  it('shows what comes next of a sale that awaits its token, and when that is stuck', () => {
    const waiting = { state: 'awaiting-token', acceptedAt, delivery: { state: 'none' } } as const;
    expect(named(waiting)).toBe('accepted reached, token-issued pending, completed pending, sent pending, waits pending');
    expect(named({ ...waiting, stuckSince: at })).toContain('token-issued stuck');
  });

  it('ends where a sale failed, after the cancelling that was asked for', () => {
    const cancellation = { reason: 'vault is gone', requestedBy: 'operator', requestedAt: completedAt };
    const failed = {
      state: 'failed',
      acceptedAt,
      cancellation,
      failure: { code: 'c', reason: 'r', at },
      delivery: { state: 'none' },
    } as const;
    expect(named(failed)).toBe('accepted reached, cancel-asked reached, failed bad');
    expect(stepsOf(failed).at(-1)?.at).toBe(at);
  });

  it('says without the head-end that a token was sent only where the meter has answered', () => {
    const sold = { state: 'completed', acceptedAt, completedAt } as const;
    expect(named({ ...sold, delivery: { state: 'none' } })).toContain('sent unknown, waits pending');
    expect(named({ ...sold, delivery: { state: 'credited', at } })).toContain('sent reached, credited reached');
    expect(named({ ...sold, delivery: { state: 'rejected', at, code: 'used' } })).toContain('sent reached, rejected bad');
  });

  it('says when the head-end sent a token, that it waits for its meter, and that it was given up', () => {
    const sold = { state: 'completed', acceptedAt, completedAt, delivery: { state: 'none' } } as const;
    const expiresAt = '2026-11-27T10:00:00Z';
    expect(named(sold, { state: 'pending', expiresAt })).toContain('sent pending, waits pending');
    expect(named(sold, { state: 'pending', sentAt: at, expiresAt })).toContain('sent reached, waits pending');
    expect(named(sold, { state: 'expired', expiresAt, settledAt: expiresAt })).toContain('sent pending, expired bad');
    const credited = { ...sold, delivery: { state: 'credited', at: expiresAt } } as const;
    expect(stepsOf(credited, { state: 'accepted', sentAt: at, expiresAt }).find(({ name }) => name === 'sent')?.at).toBe(at);
  });
});
