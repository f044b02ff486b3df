import { describe, expect, it } from 'vitest';
import { addVerdict, type Delivery, type TokenVerdict } from './delivery.js';

const A = '1'.repeat(20);
const B = '2'.repeat(20);

const delivery = (tokens: readonly string[], verdicts: Readonly<Record<string, TokenVerdict>> = {}): Delivery => ({
  utility: 'acme',
  deliveryId: 'd',
  vendId: 'v',
  issuedFor: 'vend',
  meterNumber: '07000000017',
  meterPan: '600727070000000178',
  tokens,
  ahead: 0,
  verdicts,
  state: 'pending',
  attempts: 0,
  createdAt: new Date(0),
  expiresAt: new Date(1),
});

describe('addVerdict', () => {
  it('accepts a delivery once every token is accepted', () => {
    const first = addVerdict(delivery([A, B]), A, 'accepted');
    expect(first).toEqual({ kind: 'waiting', verdicts: { [A]: 'accepted' } });
    expect(addVerdict(delivery([A, B], first.verdicts), B, 'accepted')).toMatchObject({ kind: 'accepted', alreadyCredited: false });
  });

  it('takes a used token as credited before', () => {
    expect(addVerdict(delivery([A]), A, 'used')).toMatchObject({ kind: 'accepted', alreadyCredited: true });
  });

  it('stays with the first verdict: a token accepted a moment ago is used when it comes again', () => {
    expect(addVerdict(delivery([A, B], { [A]: 'accepted' }), A, 'used')).toEqual({ kind: 'waiting', verdicts: { [A]: 'accepted' } });
  });

  it.each(['old', 'crc', 'overflow', 'key-expired'] as const)('rejects a delivery whose token is %s', (code) => {
    expect(addVerdict(delivery([A, B]), A, code)).toMatchObject({ kind: 'rejected', code });
  });
});
