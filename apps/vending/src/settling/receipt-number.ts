/** Numbers are written with this many digits at least, so that they sort as text. */
const RECEIPT_DIGITS = 10;

/** A receipt number as receipts, rows and events have it: 42 is "0000000042". */
export const formatReceiptNumber = (number: bigint | number): string => number.toString().padStart(RECEIPT_DIGITS, '0');
