import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeMeterNumber, meterPan, parseMeterNumber, parseMeterPan } from '../src/index.js';
import { expectRefusal } from './refusal.js';
import { vectorsOf } from './vectors.js';

const digits = (count: number): fc.Arbitrary<string> =>
  fc.array(fc.nat({ max: 9 }), { minLength: count, maxLength: count }).map((list) => list.join(''));

describe('parseMeterNumber', () => {
  it.each(vectorsOf('credit').slice(0, 40))('$meter.meterNumber has the PAN $meter.meterPan', ({ meter }) => {
    expect(meterPan(meter.meterNumber)).toBe(meter.meterPan);
    expect(parseMeterPan(meter.meterPan)).toEqual(parseMeterNumber(meter.meterNumber));
  });

  it('tells a two-digit manufacturer code from a four-digit one', () => {
    expect(parseMeterNumber('00000000000')).toEqual({
      meterNumber: '00000000000',
      pan: '600727000000000009',
      iin: '600727',
      manufacturerCode: '00',
    });
    expect(parseMeterNumber('0100000000008')).toEqual({
      meterNumber: '0100000000008',
      pan: '000001000000000082',
      iin: '0000',
      manufacturerCode: '0100',
    });
  });

  it('ignores separators between digits', () => {
    expect(parseMeterNumber(' 0100-0000 0000 8 ').meterNumber).toBe('0100000000008');
  });

  it('finds every single wrong digit and every two neighbours swapped but 09', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(2, 4),
        digits(12),
        fc.nat({ max: 12 }),
        fc.integer({ min: 1, max: 9 }),
        (codeDigits, source, place, by) => {
          const number = makeMeterNumber(source.slice(0, codeDigits), source.slice(4, 12));
          const index = place % number.length;
          const changed = (Number(number[index]) + by) % 10;
          expectRefusal(() => parseMeterNumber(number.slice(0, index) + changed + number.slice(index + 1)), 'sts.meter_number_check_digit');
          const [left, right] = [number[index]!, number[index + 1] ?? number[index]!];
          if (left === right || `${left}${right}` === '09' || `${left}${right}` === '90' || index + 1 >= number.length) return;
          expectRefusal(
            () => parseMeterNumber(number.slice(0, index) + right + left + number.slice(index + 2)),
            'sts.meter_number_check_digit',
          );
        },
      ),
    );
  });

  it.each(['', '1234567890', '123456789012', '12345678901234', '1234567890a', '١٢٣٤٥٦٧٨٩٠١', '1 - 2345678903'])(
    'refuses %j: not 11 or 13 digits',
    (text) => {
      expectRefusal(() => parseMeterNumber(text), 'sts.meter_number_format');
    },
  );
});

describe('makeMeterNumber', () => {
  it.each(['1', '123', '12345', 'ab'])('refuses the manufacturer code %j', (code) => {
    expectRefusal(() => makeMeterNumber(code, '12345678'), 'sts.manufacturer_code_format');
  });

  it.each(['1234567', '123456789', '1234567a'])('refuses the serial %j', (serial) => {
    expectRefusal(() => makeMeterNumber('12', serial), 'sts.meter_number_format');
  });
});

describe('arguments of the wrong type', () => {
  it.each([
    ['a meter number', () => parseMeterNumber(12_345_678_903 as never)],
    ['a meter PAN', () => parseMeterPan(600_727 as never)],
    ['codes and serials', () => makeMeterNumber(12 as never, '12345678')],
    ['codes and serials', () => makeMeterNumber('12', 12_345_678 as never)],
  ])('are named: %s', (name, attempt) => {
    expect(attempt).toThrow(new RegExp(`^${name} `));
    expect(attempt).toThrow(TypeError);
  });
});

describe('parseMeterPan', () => {
  it.each(['60072700000000000', '6007270000000000090', '500727000000000009', '00010100000000008x'])('refuses %j: not a PAN', (pan) => {
    expectRefusal(() => parseMeterPan(pan), 'sts.meter_pan_format');
  });

  it('refuses a wrong check digit', () => {
    expectRefusal(() => parseMeterPan('600727000000000008'), 'sts.meter_pan_check_digit');
  });
});
