import { describe, expect, it } from 'vitest';
import { ALARM_KINDS, ruleThatComes } from '../alarm-rules/alarm-rule.js';
import type { AlarmRules } from '../alarm-rules/alarm-rule.repository.js';
import { verdictsOf } from './verdicts.js';

const MINUTE_MS = 60_000;
const NOW = new Date('2026-03-01T12:00:00Z');
const RULES = Object.fromEntries(ALARM_KINDS.map((kind) => [kind, ruleThatComes(kind)])) as AlarmRules;
const PHASES = ['1-0:32.7.0', '1-0:52.7.0', '1-0:72.7.0'] as const;

/** @param phases voltages by phase, or with how many minutes ago each was said */
function voltages(...phases: readonly (string | readonly [value: string, minutesAgo: number])[]): Readonly<Record<string, boolean>> {
  const registers = phases.map((phase, index) => {
    const [value, minutesAgo] = typeof phase === 'string' ? [phase, 0] : phase;
    const ts = new Date(NOW.getTime() - minutesAgo * MINUTE_MS);
    return [PHASES[index], { value, ts, receivedAt: ts }] as const;
  });
  const facts = { meterNumber: '1', meterPan: 'pan', registers: Object.fromEntries(registers), causes: {}, uncleared: {} };
  return Object.fromEntries(
    verdictsOf(facts, RULES)
      .filter(({ kind }) => kind.endsWith('-voltage'))
      .map(({ kind, holds }) => [kind, holds]),
  );
}
const FINE = { 'over-voltage': false, 'under-voltage': false };
const LOW = { ...FINE, 'under-voltage': true };
const HIGH = { ...FINE, 'over-voltage': true };

describe('voltages', () => {
  it.each([
    ['of a phase that nothing hangs on', ['231', '0', '0.4'], FINE],
    ['of the one phase of a meter that lists three', ['230.1', '0.0', '0'], FINE],
    ['of a phase that is low beside others that are not', ['231', '180', '229'], LOW],
    ['of phases that are low and one that nothing hangs on', ['190', '0', '231'], LOW],
    ['of a supply that is gone', ['0', '0', '0'], LOW],
    ['of the one phase that there is, and it is gone', ['3'], LOW],
    ['of a phase that is high', ['0', '260', '230'], HIGH],
  ])('%s', (_what, phases, verdicts) => {
    expect(voltages(...phases)).toEqual(verdicts);
  });

  it('that a meter has left out for over an hour while it spoke of others say nothing any more', () => {
    expect(voltages('230', ['180', 61], ['260', 24 * 60])).toEqual(FINE);
    expect(voltages('230', ['180', 60])).toEqual(LOW);
    expect(voltages(['180', 61])).toEqual(LOW);
  });
});
