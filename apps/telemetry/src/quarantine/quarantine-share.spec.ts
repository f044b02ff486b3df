import { describe, expect, it } from 'vitest';
import { limits } from '../telemetry-limits.js';
import type { SetAside } from './quarantined-message.js';
import { QuarantineShare } from './quarantine-share.js';

const START = new Date('2026-11-22T10:00:00Z');
const message = (number: number, changes: Partial<SetAside> = {}): SetAside => ({
  utility: 'acme',
  meterNumber: '07000000017',
  topic: 'meters/07000000017/readings',
  payload: Buffer.from(`${number}`),
  code: 'telemetry.payload_invalid',
  reason: 'r',
  receivedAt: START,
  ...changes,
});

describe('a meter’s share of the quarantine', () => {
  const used = (): QuarantineShare => {
    const share = new QuarantineShare();
    for (let number = 0; number < limits.quarantine.wholeOfOneMeter; number++) {
      const one = message(number);
      expect(share.take(one)).toBe(one);
    }
    return share;
  };

  it('counts what comes beyond it as one, of each code', () => {
    const share = used();

    const [first, second] = [share.take(message(-1)), share.take(message(-2, { topic: 'meters/07000000017/events' }))];

    expect(first).toEqual(second);
    expect(first).toMatchObject({
      utility: 'acme',
      meterNumber: '07000000017',
      code: 'telemetry.payload_invalid',
      payload: Buffer.alloc(0),
    });
    expect(share.take(message(-3, { code: 'telemetry.payload_not_json' }))).toMatchObject({ code: 'telemetry.payload_not_json' });
  });

  it('is no other meter’s, and is new after an hour', () => {
    const share = used();
    const other = message(1, { meterNumber: '07000000025' });
    const later = message(1, { receivedAt: new Date(START.getTime() + limits.quarantine.wholeWithinMs) });

    expect(share.take(other)).toBe(other);
    expect(share.take(later)).toBe(later);
  });
});
