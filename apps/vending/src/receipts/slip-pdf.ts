import { type SlipLine, WIDTH } from './slip.js';

/** Points of an inch by those of a millimetre. */
const MM = 72 / 25.4;
/** Of a character of a fixed width, by its size. */
const COURIER_WIDTH = 0.6;
const LEADING = 1.25;

export type Paper = '80mm' | 'A4';

/** A slip as long as it has to be, or a sheet. */
interface Sheet {
  readonly width: number;
  /** Undefined: as long as what is printed. */
  readonly height: number | undefined;
  readonly margin: number;
}

const SHEETS = {
  '80mm': { width: 80 * MM, height: undefined, margin: 4 * MM },
  A4: { width: 210 * MM, height: 297 * MM, margin: 40 * MM },
} as const satisfies Record<Paper, Sheet>;

/** Characters that a token has with its number and its gaps: it is as large as the paper lets it. */
const TOKEN_COLUMNS = 27;

export interface Slip {
  readonly receiptNumber: string;
  readonly lines: readonly SlipLine[];
  /** Of the receipt. */
  readonly at: Date;
}

/** A slip as a PDF of one page. The same slip gives the same bytes: its time is the receipt's. */
export async function slipPdf({ receiptNumber, lines, at }: Slip, paper: Paper): Promise<Uint8Array> {
  // printing is rare, and a service that never prints does without it
  const { default: PdfDocument } = await import('pdfkit');
  const { width, height, margin }: Sheet = SHEETS[paper];
  const room = width - 2 * margin;
  const fullSize = ({ kind }: SlipLine): number => room / ((kind === 'token' ? TOKEN_COLUMNS : WIDTH) * COURIER_WIDTH);
  const printed = lines.reduce((sum, line) => sum + fullSize(line) * LEADING, 0);
  // a sheet has an end: what is longer is printed smaller
  const scale = height === undefined ? 1 : Math.min(1, (height - 2 * margin) / printed);
  const sizeOf = (line: SlipLine): number => fullSize(line) * scale;

  const pdf = new PdfDocument({
    size: [width, height ?? printed + 2 * margin],
    margin: 0,
    info: { Title: `Receipt ${receiptNumber}`, CreationDate: at },
  });
  const chunks: Uint8Array[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    pdf.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    pdf.on('end', resolve);
    pdf.on('error', reject);
  });
  let top = margin;
  for (const line of lines) {
    const size = sizeOf(line);
    pdf.font(line.kind === 'text' || line.kind === 'rule' ? 'Courier' : 'Courier-Bold').fontSize(size);
    pdf.text(line.text, margin, top, { lineBreak: false });
    top += size * LEADING;
  }
  pdf.end();
  await ended;
  return Buffer.concat(chunks);
}
