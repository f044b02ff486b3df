import { newMeter } from '@openprepay/testing/meter';
import { describe, expect, it } from 'vitest';
import { type Meter, registerMeter } from '../meters/meter.js';
import { judgeMeter } from './judge-meter.js';

const NOTHING = { open: false, awaited: false, setSize: null };
const meter: Meter = registerMeter(newMeter(), { meterId: 'm', supplyId: 's' }, new Date(0));

describe('a meter whose turn it is in a campaign', () => {
  it.each([
    ['gets a set', meter, { keyRevision: 2 }, NOTHING, 'place'],
    ['waits while a set is open', meter, { keyRevision: 2 }, { ...NOTHING, open: true }, 'later'],
    ['waits while a token is being made', meter, { keyRevision: 2 }, { ...NOTHING, awaited: true }, 'later'],
    ['waits while its key is being changed', { ...meter, keyChangePending: true }, { keyRevision: 2 }, NOTHING, 'later'],
    ['is left out where it has the key', meter, { keyRevision: 1, baseDate: 2014 }, NOTHING, 'exempt'],
    [
      'is left out where it was replaced, whatever is open',
      { ...meter, replacedBy: '1' },
      { keyRevision: 2 },
      { ...NOTHING, open: true },
      'exempt',
    ],
    ['is refused a key that it cannot have', meter, { decoderKeyAlgorithm: 'DKGA02' }, NOTHING, 'refused'],
  ] as const)('%s', (_what, judged, to, inTheWay, verdict) => {
    expect(judgeMeter(judged, to, inTheWay)).toMatchObject({ verdict });
  });

  it('is looked at again sooner while a token is being made than while a set is open', () => {
    const afterMs = (inTheWay: typeof NOTHING): number => {
      const judged = judgeMeter(meter, { keyRevision: 2 }, inTheWay);
      return judged.verdict === 'later' ? judged.afterMs : 0;
    };

    expect(afterMs({ ...NOTHING, awaited: true })).toBeGreaterThan(0);
    expect(afterMs({ ...NOTHING, awaited: true })).toBeLessThan(afterMs({ ...NOTHING, open: true }) / 10);
    expect(afterMs({ ...NOTHING, awaited: true, open: true })).toBe(afterMs({ ...NOTHING, open: true }));
  });
});
