import { receiptLines } from './receipt-lines.js';
import type { Receipt } from './receipt.js';
import { type Paper, slipPdf } from './slip-pdf.js';

/** A receipt as a PDF of one page. The same receipt gives the same bytes: its time is the receipt's. */
export const receiptPdf = (receipt: Receipt, paper: Paper): Promise<Uint8Array> =>
  slipPdf({ receiptNumber: receipt.receiptNumber, lines: receiptLines(receipt), at: new Date(receipt.completedAt) }, paper);
