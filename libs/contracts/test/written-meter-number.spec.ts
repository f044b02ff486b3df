import { parseMeterNumber, StsError } from '@openprepay/sts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { writtenMeterNumber } from '../src/http/written-meter-number.js';

const { pattern } = z.toJSONSchema(writtenMeterNumber('example.meter_number_invalid'), { io: 'input' });

/** Whether the code takes it for the digits of a meter, right or wrong as the last of them may be. */
function isRead(text: string): boolean {
  try {
    parseMeterNumber(text);
    return true;
  } catch (error) {
    if (!(error instanceof StsError)) throw error;
    return error.code !== 'sts.meter_number_format';
  }
}

describe('the stated pattern of a meter number', () => {
  it.each([
    '07000000021',
    '0700-0000 021',
    '07 000 000 021',
    '0-1-2-3-4-5-6-7-8-9-0-1-2',
    '0700000002112',
    '0700000002',
    '070000000211',
    '07000000021123',
    '0700--0000021',
    '-07000000021',
    'DROP TABLE vend',
    '',
  ])('tells a client what is read and what is not: %s', (text) => {
    expect(new RegExp(String(pattern), 'u').test(text)).toBe(isRead(text));
  });
});
