import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { manufacture } from '../src/manufacture.js';
import { decodeState, encodeState } from '../src/state-file.js';
import {
  acknowledged,
  creditTenthsOf,
  newVirtualMeter,
  pass,
  registersOf,
  report,
  takeTokens,
  tenthsText,
  type VirtualMeter,
} from '../src/virtual-meter.js';
import { creditTokenFor, describeMeter, managementTokenFor } from './meters.js';

const NOW = new Date('2026-11-22T10:00:00Z');
const HOUR_MS = 3_600_000;

const meterWith = (creditTenths: bigint): VirtualMeter =>
  newVirtualMeter(manufacture(describeMeter(1, { initialCreditTenths: creditTenths })), 'electricity', 1_000);

const said = (meter: VirtualMeter, leaf: string): Record<string, unknown>[] =>
  meter.outbox.filter((message) => message.leaf === leaf).map(({ payload }) => JSON.parse(payload) as Record<string, unknown>);

describe('credit', () => {
  it('goes down by what is consumed, to the tenth, and the register up', () => {
    const after = pass(meterWith(100n), { elapsedMs: HOUR_MS, rate: 1_250, now: NOW });

    expect(creditTenthsOf(after)).toBe(88n);
    expect(registersOf(after)).toEqual({ '1-0:1.8.0': '1.250', '1-0:16.7.0': '1250', '0-0:19.10.0': '8.8' });
  });

  it('is never lost or made by the length of the steps it is counted in', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 500_000 }), { minLength: 1, maxLength: 30 }), (steps) => {
        const total = steps.reduce((sum, step) => sum + step, 0);
        const inSteps = steps.reduce((meter, elapsedMs) => pass(meter, { elapsedMs, rate: 3_600, now: NOW }), meterWith(1_000_000n));
        const atOnce = pass(meterWith(1_000_000n), { elapsedMs: total, rate: 3_600, now: NOW });
        expect(inSteps.consumedMicro).toBe(atOnce.consumedMicro);
        expect(creditTenthsOf(inSteps)).toBe(creditTenthsOf(atOnce));
      }),
    );
  });

  it('warns once when low, and opens the relay when gone', () => {
    let meter = meterWith(51n);
    for (let step = 0; step < 10; step++) meter = pass(meter, { elapsedMs: HOUR_MS, rate: 1_000, now: NOW });

    expect(said(meter, 'events').map(({ kind }) => kind)).toEqual(['credit-low', 'credit-zero', 'relay-opened']);
    expect(meter.consumedMicro).toBe(5_100_000n);
    expect(meter.relay).toBe('open');
  });
});

describe('tokens', () => {
  const description = describeMeter(1);
  const token = creditTokenFor(description, 432n, NOW);

  it('are decrypted by the meter itself, credited, answered, and close the relay', () => {
    const after = takeTokens(meterWith(0n), { deliveryId: 'd1', tokens: [token] }, NOW);

    expect(creditTenthsOf(after)).toBe(432n);
    expect(said(after, 'token-results')).toEqual([{ deliveryId: 'd1', token, result: 'accepted', creditRemaining: '43.2' }]);
    expect(said(after, 'events')).toMatchObject([{ kind: 'relay-closed' }]);
  });

  it('get the same answer when the same delivery comes again, and are credited once', () => {
    const once = takeTokens(meterWith(0n), { deliveryId: 'd1', tokens: [token] }, NOW);
    const twice = takeTokens(once, { deliveryId: 'd1', tokens: [token] }, NOW);

    expect(said(twice, 'token-results').map(({ result }) => result)).toEqual(['accepted', 'accepted']);
    expect(creditTenthsOf(twice)).toBe(432n);
  });

  it('are called used in another delivery, and by a meter that was restarted', () => {
    const once = takeTokens(meterWith(0n), { deliveryId: 'd1', tokens: [token] }, NOW);
    const restarted = decodeState(encodeState({ [description.meterNumber]: { made: '', meter: once } }))[description.meterNumber]!.meter;
    const again = takeTokens(restarted, { deliveryId: 'd2', tokens: [token] }, NOW);

    expect(said(again, 'token-results').at(-1)).toMatchObject({ result: 'rejected', code: 'used' });
    expect(creditTenthsOf(again)).toBe(432n);
  });

  it('of another meter or with a wrong digit are refused', () => {
    const foreign = creditTokenFor(describeMeter(2), 432n, NOW);
    const after = takeTokens(meterWith(0n), { deliveryId: 'd1', tokens: [foreign, '0'.repeat(20)] }, NOW);

    expect(said(after, 'token-results').map(({ result }) => result)).toEqual(['rejected', 'rejected']);
    expect(creditTenthsOf(after)).toBe(0n);
  });
});

describe('management tokens', () => {
  const description = describeMeter(1);

  it('clear the credit: the meter says so, and opens its relay', () => {
    const token = managementTokenFor(description, { kind: 'clear-credit', register: 0xffff }, NOW);
    const counted = pass(meterWith(500n), { elapsedMs: 60_000, rate: 3_000, now: NOW });

    const cleared = takeTokens(counted, { deliveryId: 'd1', tokens: [token] }, NOW);
    const after = pass(cleared, { elapsedMs: 60_000, rate: 3_000, now: NOW });

    expect(said(cleared, 'token-results')).toMatchObject([{ result: 'accepted', creditRemaining: '0.0' }]);
    expect(said(after, 'events').map(({ kind }) => kind)).toEqual(['credit-zero', 'relay-opened']);
    expect(after.consumedMicro).toBe(counted.consumedMicro);
  });

  it('limit the power: no more is drawn than the limit, which the register shows', () => {
    const token = managementTokenFor(description, { kind: 'set-maximum-power-limit', watts: 800 }, NOW);

    const limited = takeTokens(meterWith(500n), { deliveryId: 'd1', tokens: [token] }, NOW);
    const after = pass(limited, { elapsedMs: HOUR_MS, rate: 3_000, now: NOW });

    expect(registersOf(after)).toMatchObject({ '1-0:1.8.0': '0.800', '1-0:16.7.0': '800' });
  });
});

describe('the outbox', () => {
  it('keeps a message until it is acknowledged, through a restart', () => {
    const reported = report(report(meterWith(10n), NOW), NOW);
    const [first] = reported.outbox;

    const after = acknowledged(reported, first!.id);

    expect(said(after, 'readings').map(({ seq }) => seq)).toEqual([2]);
    expect(decodeState(encodeState({ x: { made: '', meter: after } }))['x']?.meter).toEqual(after);
  });
});

describe('tenthsText', () => {
  it.each([
    [0n, '0.0'],
    [573n, '57.3'],
    [10n, '1.0'],
  ])('%s is %s', (tenths, text) => {
    expect(tenthsText(tenths)).toBe(text);
  });
});
