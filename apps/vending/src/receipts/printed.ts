import { type ReceiptType, receiptType } from './receipt-type.js';
import { type Paper, type Slip, slipPdf } from './slip-pdf.js';
import { slipText } from './slip.js';

/** A receipt, for programs and for printers. */
export interface Printable extends Slip {
  /** As JSON has it. */
  readonly receipt: object;
}

export interface PrintWish {
  /** The header. */
  readonly accept?: string | undefined;
  /** Of a PDF; a slip of 80 mm unless given. */
  readonly paper?: Paper | undefined;
}

const CONTENT_TYPES = {
  'text/plain': 'text/plain; charset=utf-8',
  'application/json': 'application/json; charset=utf-8',
  'application/pdf': 'application/pdf',
} as const satisfies Record<ReceiptType, string>;

const WRITERS: Readonly<Record<ReceiptType, (printable: Printable, paper: Paper) => string | Promise<Uint8Array>>> = {
  'text/plain': ({ lines }) => slipText(lines),
  'application/json': ({ receipt }) => JSON.stringify(receipt),
  'application/pdf': slipPdf,
};

/** A receipt in the form that was asked for: text, JSON or PDF. */
export async function printed(printable: Printable, { accept, paper = '80mm' }: PrintWish) {
  const type = receiptType(accept);
  return { body: await WRITERS[type](printable, paper), headers: { 'content-type': CONTENT_TYPES[type], vary: 'accept' } };
}
