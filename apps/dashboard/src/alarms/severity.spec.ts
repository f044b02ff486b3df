import { expect, it } from 'vitest';
import { ranked } from './severity.js';

it('ranks alarms by kind, the worst first, and the newest first among those of a kind', () => {
  const alarm = (kind: 'tamper' | 'over-power' | 'offline' | 'credit-low', minute: number) => ({
    kind,
    raisedAt: `2026-11-26T10:0${minute}:00.000Z`,
  });
  const alarms = [alarm('credit-low', 9), alarm('tamper', 1), alarm('offline', 5), alarm('tamper', 2), alarm('over-power', 0)];
  expect(ranked(alarms)).toEqual([alarms[3], alarms[1], alarms[4], alarms[2], alarms[0]]);
});
