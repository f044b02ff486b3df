import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TokenFields, encodeToken, prepareCipher } from '../src/index.js';
import { type AcceptanceCode, type MeterState, TOKEN_IDENTIFIER_CAPACITY, acceptToken, consumeCredit } from '../src/meter/index.js';
import { sealBody } from '../src/token-body.js';
import { cipher, credit, enter, MADE_AT, meter, NOW } from './meter-under-test.js';

const codeOf = (state: MeterState, fields: TokenFields): AcceptanceCode => enter(state, fields).result.code;

describe('a meter and credit tokens', () => {
  it('adds the credit and tells what it did', () => {
    const { state, result } = enter(meter(), credit(MADE_AT + 1));

    expect(state.creditTenths.electricity).toBe(256n);
    expect(result).toMatchObject({
      accepted: true,
      code: 'accepted',
      effect: { kind: 'credit-added', commodity: 'electricity', amountTenths: 256n },
    });
  });

  it('takes each token once', () => {
    const { state } = enter(meter(), credit(MADE_AT + 1));

    const again = enter(state, credit(MADE_AT + 1));

    expect(again.result).toMatchObject({ accepted: false, code: 'used' });
    expect(again.state).toBe(state);
  });

  it('refuses what is older than its manufacture, and the minute of manufacture itself', () => {
    expect(codeOf(meter(), credit(MADE_AT - 1))).toBe('old');
    expect(codeOf(meter(), credit(MADE_AT))).toBe('used');
  });

  it('takes older tokens that it has not seen, as long as its memory reaches back', () => {
    let state = meter();
    for (let count = 0; count < TOKEN_IDENTIFIER_CAPACITY; count++) state = enter(state, credit(MADE_AT + 1_000 + count)).state;

    expect(codeOf(state, credit(MADE_AT + 999))).toBe('old');
    expect(codeOf(state, credit(MADE_AT + 1_000))).toBe('used');
    expect(codeOf(state, credit(MADE_AT + 2_000))).toBe('accepted');
  });

  it('accepts each identifier at most once, in whatever order tokens come', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 300 }), { maxLength: 150 }), (offsets) => {
        const accepted: number[] = [];
        let state = meter();
        for (const offset of offsets) {
          const { state: next, result } = enter(state, credit(MADE_AT + offset));
          if (result.accepted) accepted.push(offset);
          else expect(next).toBe(state);
          state = next;
        }
        expect(new Set(accepted).size).toBe(accepted.length);
        expect(state.creditTenths.electricity).toBe(256n * BigInt(accepted.length));
        expect(state.tokenIdentifiers).toHaveLength(TOKEN_IDENTIFIER_CAPACITY);
        expect(state.tokenIdentifiers.toSorted((a, b) => a - b)).toEqual(state.tokenIdentifiers);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses tokens past the expiry of its key, if it looks at expiry', () => {
    const late = credit(101 << 16);
    expect(codeOf(meter(), late)).toBe('key-expired');
    expect(codeOf(meter(), credit((101 << 16) - 1))).toBe('accepted');
    expect(codeOf(meter({ keyExpiry: undefined }), late)).toBe('accepted');
  });

  it('refuses credit under a default key, but not management', () => {
    const state = meter({ keyType: 1 });
    expect(codeOf(state, credit(MADE_AT + 1))).toBe('ddtk');
    expect(codeOf(state, { kind: 'clear-tamper-condition', random: 0, tokenIdentifier: MADE_AT + 1 })).toBe('accepted');
  });

  it('refuses what its register cannot hold, and takes it once there is room', () => {
    const full = enter(meter({ maximumCreditTenths: 300n }), credit(MADE_AT + 1)).state;
    expect(codeOf(full, credit(MADE_AT + 2))).toBe('overflow');
    const used = consumeCredit(full, 'electricity', 212n);
    expect(enter(used, credit(MADE_AT + 2)).state.creditTenths.electricity).toBe(300n);
  });

  it('refuses another commodity and currency that it does not meter', () => {
    expect(codeOf(meter(), { ...credit(MADE_AT + 1), commodity: 'water' } as TokenFields)).toBe('function');
    expect(codeOf(meter({ commodities: ['water'] }), { ...credit(MADE_AT + 1), commodity: 'water' } as TokenFields)).toBe('accepted');
    expect(
      codeOf(meter(), { kind: 'currency', commodity: 'electricity', tokenIdentifier: MADE_AT + 1, amountHundredThousandths: 1n }),
    ).toBe('function');
  });

  it('keeps currency below zero, within its limits', () => {
    const currency = (tokenIdentifier: number, amountHundredThousandths: bigint): TokenFields => ({
      kind: 'currency',
      commodity: 'electricity',
      tokenIdentifier,
      amountHundredThousandths,
    });
    const state = meter({ currencyCommodities: ['electricity'], maximumCurrency: 100n });
    const owed = enter(state, currency(MADE_AT + 1, -70n));
    expect(owed.state.currencyHundredThousandths.electricity).toBe(-70n);
    expect(owed.result).toMatchObject({ effect: { kind: 'currency-added', amountHundredThousandths: -70n } });
    expect(codeOf(owed.state, currency(MADE_AT + 2, -31n))).toBe('overflow');
    expect(codeOf(owed.state, currency(MADE_AT + 2, 171n))).toBe('overflow');
    expect(codeOf(owed.state, currency(MADE_AT + 2, 170n))).toBe('accepted');
  });
});

describe('a meter and digits it cannot read', () => {
  it.each([
    ['nineteen digits', '4903894638799831563', 'format'],
    ['a letter', '4903894638799831563x', 'format'],
    ['a number past 66 bits', '73786976294838206464', 'format'],
    ['a wrong digit', '49038946387998315635', 'crc'],
    ['class 3', '73786976294838206463', 'function'],
    ['a damaged test token', '18446744073843772417', 'crc'],
  ] as const)('answers %s with its code', (_, token, code) => {
    const state = meter();
    const acceptance = acceptToken(state, token, NOW);
    expect(acceptance).toEqual({ state, result: { accepted: false, code } });
  });

  it('cannot tell a token of another meter from a damaged one', () => {
    const other = prepareCipher({ algorithm: 'EA11', decoderKey: new Uint8Array(16) });
    expect(acceptToken(meter(), encodeToken(credit(MADE_AT + 1), other), NOW).result.code).toBe('crc');
  });

  it.each([
    ['a reserved subclass', { tokenClass: 0, high: 0x9000_0000, payload: 0 }, 'function'],
    ['a pad that is not zero', { tokenClass: 2, high: 0x5000_0000 + MADE_AT + 1, payload: 9 }, 'format'],
    ['a register that is none', { tokenClass: 2, high: 0x1000_0000 + MADE_AT + 1, payload: 9 }, 'range'],
    ['an old token with a pad', { tokenClass: 2, high: 0x5000_0000 + MADE_AT - 1, payload: 9 }, 'old'],
    ['an old amount of minus zero', { tokenClass: 0, high: 0x4800_0000 + MADE_AT - 1, payload: 0 }, 'old'],
  ] as const)('answers %s', (_, body, code) => {
    expect(acceptToken(meter(), sealBody(body, cipher), NOW).result.code).toBe(code);
  });
});

describe('a meter and management tokens', () => {
  const issued = { random: 0, tokenIdentifier: MADE_AT + 1 } as const;
  const everything = meter({
    functions: [
      'set-maximum-power-limit',
      'clear-credit',
      'set-tariff-rate',
      'clear-tamper-condition',
      'set-maximum-phase-power-unbalance-limit',
      'set-water-meter-factor',
      'extended-set',
      'extended-flag',
      'extended-read',
    ],
  });

  it.each([
    [{ kind: 'set-maximum-power-limit', ...issued, watts: 5_000 }, { maximumPowerLimitWatts: 5_000 }, 'power-limit-set'],
    [
      { kind: 'set-maximum-phase-power-unbalance-limit', ...issued, watts: 700 },
      { phaseUnbalanceLimitWatts: 700 },
      'phase-unbalance-limit-set',
    ],
    [{ kind: 'set-tariff-rate', ...issued, rate: 9 }, { tariffRate: 9 }, 'tariff-rate-set'],
    [{ kind: 'set-water-meter-factor', ...issued, factor: 8 }, { waterMeterFactor: 8 }, 'water-meter-factor-set'],
    [{ kind: 'clear-tamper-condition', ...issued }, { tampered: false }, 'tamper-cleared'],
    [{ kind: 'extended-set', ...issued, tokenIndex: 3, controlValue: 77 }, { extendedValues: { 3: 77 } }, 'extended-value-set'],
    [{ kind: 'extended-flag', ...issued, flagIndex: 4, flagValue: 1 }, { extendedFlags: { 4: 1 } }, 'extended-flag-set'],
  ] as const)('carries out $kind, once', (fields, change, effect) => {
    const { state, result } = enter({ ...everything, tampered: true }, fields);
    expect(state).toMatchObject(change);
    expect(result).toMatchObject({ accepted: true, effect: { kind: effect } });
    expect(codeOf(state, fields)).toBe('used');
  });

  it('refuses functions it lacks: by default the reserved and extended ones', () => {
    expect(codeOf(meter(), { kind: 'set-tariff-rate', ...issued, rate: 1 })).toBe('function');
    expect(codeOf(meter(), { kind: 'extended-set', ...issued, tokenIndex: 1, controlValue: 1 })).toBe('function');
    expect(codeOf(meter(), { kind: 'set-maximum-power-limit', ...issued, watts: 1 })).toBe('accepted');
  });

  it('clears the register that is named, or all', () => {
    const both = meter({ commodities: ['electricity', 'water'], currencyCommodities: ['gas'] });
    const filled = {
      ...both,
      creditTenths: { electricity: 5n, water: 6n, gas: 0n, time: 0n },
      currencyHundredThousandths: { electricity: 0n, water: 0n, gas: 7n, time: 0n },
    };
    const clear = (register: number): MeterState => enter(filled, { kind: 'clear-credit', ...issued, register }).state;
    expect(clear(1)).toMatchObject({ creditTenths: { electricity: 5n, water: 0n }, currencyHundredThousandths: { gas: 7n } });
    expect(clear(6)).toMatchObject({ creditTenths: { electricity: 5n, water: 6n }, currencyHundredThousandths: { gas: 0n } });
    expect(clear(0xffff)).toMatchObject({ creditTenths: { electricity: 0n, water: 0n }, currencyHundredThousandths: { gas: 0n } });
    expect(codeOf(filled, { kind: 'clear-credit', ...issued, register: 2 })).toBe('range');
    expect(codeOf(filled, { kind: 'clear-credit', ...issued, register: 5 })).toBe('range');
  });
});

describe('a meter and test tokens', () => {
  const test = (control: number, manufacturerCode = '00'): TokenFields => ({ kind: 'meter-test', control, manufacturerCode });

  it('displays what is asked for, again and again', () => {
    const { state, result } = enter(meter(), test(0x8));
    expect(result).toMatchObject({ effect: { kind: 'tested', displays: [{ action: 'display-key-revision-and-type', text: '1 DUTK' }] } });
    expect(enter(state, test(0x8)).result.accepted).toBe(true);
  });

  it('shows every item as its state has it', () => {
    const state = {
      ...enter(meter({ currencyCommodities: ['electricity'], softwareVersion: '2.7' }), credit(MADE_AT + 1)).state,
      currencyHundredThousandths: { electricity: -123n, water: 0n, gas: 0n, time: 0n },
      maximumPowerLimitWatts: 9_000,
      tampered: true,
      phaseUnbalanceLimitWatts: 800,
      waterMeterFactor: 3,
      tariffRate: 4,
    };
    const { result } = enter(state, test(0x3_ffff));
    expect(result.accepted && result.effect.kind === 'tested' ? result.effect.displays.map(({ text }) => text) : []).toEqual([
      undefined, undefined, '25.6 -0.00123', '1 DUTK', '07', undefined, '9000', 'tampered', undefined, '2.7', '800', '3', '4', '11', '4', '600100', '100', '12345678903',
    ]); // prettier-ignore
  });

  it('answers the manufacturer codes that mean it', () => {
    expect(codeOf(meter(), test(1, '12'))).toBe('accepted');
    expect(codeOf(meter(), test(1, '0000'))).toBe('accepted');
    expect(codeOf(meter(), test(1, '13'))).toBe('mfr-code');
    expect(codeOf(meter(), { kind: 'extended-read', tokenIndex: 0, control: 0, manufacturerCode: '13' })).toBe('mfr-code');
  });

  it('refuses tests the standard does not have, and extended reads it lacks', () => {
    expect(codeOf(meter(), test(0))).toBe('function');
    expect(codeOf(meter(), test(0x4_0000))).toBe('function');
    expect(codeOf(meter(), { kind: 'extended-read', tokenIndex: 5, control: 6, manufacturerCode: '00' })).toBe('function');
    expect(
      enter(meter({ functions: ['extended-read'] }), { kind: 'extended-read', tokenIndex: 5, control: 6, manufacturerCode: '00' }).result,
    ).toMatchObject({
      effect: { kind: 'extended-read', tokenIndex: 5, control: 6 },
    });
  });
});
