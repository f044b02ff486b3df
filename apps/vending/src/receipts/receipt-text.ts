import { receiptLines } from './receipt-lines.js';
import type { Receipt } from './receipt.js';
import { slipText } from './slip.js';

/** A receipt for a printer of 42 columns; tokens are grouped as a keypad wants them. */
export const receiptText = (receipt: Receipt): string => slipText(receiptLines(receipt));
