import { accountNumber } from '@openprepay/contracts/wire';

const METER_NUMBER = /^\d{11}(?:\d{2})?$/;

/** The digits of what looks like a meter number, as it is printed on a label: `0010-0000 017`. */
export function meterSought(text: string): string | undefined {
  const digits = text.replaceAll(/[\s-]/g, '');
  return METER_NUMBER.test(digits) ? digits : undefined;
}

export const accountSought = (text: string): string | undefined => (accountNumber.safeParse(text).success ? text : undefined);
