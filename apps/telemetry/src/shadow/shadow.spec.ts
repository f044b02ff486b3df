import { describe, expect, it } from 'vitest';
import { CREDIT_REGISTER, type MeterState, shadowOf } from './shadow.js';

const METER = '07000000017';
const EARLIER = new Date('2026-11-22T10:00:00Z');
const LATER = new Date('2026-11-22T11:00:00Z');
const state = (changes: Partial<MeterState> = {}): MeterState => ({ connected: true, lastSeenAt: LATER, ...changes });

describe('shadowOf', () => {
  it('says of a meter that was never heard of that it is away, and nothing else', () => {
    expect(shadowOf(METER, undefined, {})).toEqual({ meterNumber: METER, connected: false, registers: {} });
  });

  it('has what the meter said of itself, and its registers', () => {
    const registers = { '1-0:1.8.0': { value: '20.5', ts: EARLIER, receivedAt: EARLIER } };

    expect(shadowOf(METER, state({ firmware: '1.2', relay: 'open' }), registers)).toEqual({
      meterNumber: METER,
      connected: true,
      lastSeenAt: LATER,
      firmware: '1.2',
      relay: 'open',
      registers,
    });
  });

  it.each([
    ['the register, told alone', undefined, LATER, '7'],
    ['the register, told after the token', EARLIER, LATER, '7'],
    ['the register, told with the token', LATER, LATER, '7'],
    ['the token, told after the register', LATER, EARLIER, '50'],
    ['the token, told alone', LATER, undefined, '50'],
  ])('takes the credit of %s', (_which, ofToken, ofRegister, expected) => {
    const said = ofToken === undefined ? {} : { credit: { value: '50', ts: ofToken } };
    const registers = ofRegister === undefined ? {} : { [CREDIT_REGISTER]: { value: '7', ts: ofRegister, receivedAt: ofRegister } };

    expect(shadowOf(METER, state(said), registers).creditRemaining).toBe(expected);
  });

  it('takes the credit of a token over that of a register whose clock is ahead', () => {
    const registers = { [CREDIT_REGISTER]: { value: '7', ts: new Date('2027-11-22T10:00:00Z'), receivedAt: EARLIER } };

    expect(shadowOf(METER, state({ credit: { value: '50', ts: LATER } }), registers).creditRemaining).toBe('50');
  });
});
