/** Columns of a usual receipt printer. */
export const WIDTH = 42;

/** Stands where nothing is anybody's money, and no token anybody's. */
export const SANDBOX = 'SANDBOX: no money, no credit';

/** One line of a slip; a token is printed so that it is read at a keypad. */
export interface SlipLine {
  readonly kind: 'text' | 'title' | 'rule' | 'token' | 'warning';
  /** No longer than `WIDTH`. */
  readonly text: string;
}

export const RULE: SlipLine = { kind: 'rule', text: '-'.repeat(WIDTH) };

export const text = (written: string): readonly SlipLine[] => cut(written).map((line) => ({ kind: 'text', text: line }));
export const warning = (written: string): readonly SlipLine[] => cut(written).map((line) => ({ kind: 'warning', text: line }));

/** A label and what it is of, in one line where there is room. */
export function pair(label: string, value: string): readonly SlipLine[] {
  if (label.length + value.length < WIDTH) return text(`${label} ${value.padStart(WIDTH - label.length - 1)}`);
  return [...text(label), ...cut(value).map((line): SlipLine => ({ kind: 'text', text: line.padStart(WIDTH) }))];
}

function cut(written: string): readonly string[] {
  const lines: string[] = [];
  for (let at = 0; at < written.length; at += WIDTH) lines.push(written.slice(at, at + WIDTH));
  return lines;
}

/** Whose a receipt is, as it was said when it was made. */
export interface SlipHead {
  readonly sandbox?: true | undefined;
  readonly issuer?: { readonly name?: string | undefined; readonly taxNumber?: string | undefined } | undefined;
  readonly vendorTaxNumber?: string | undefined;
}

/** Stands above all else. */
export const headLines = ({ sandbox, issuer, vendorTaxNumber }: SlipHead): readonly SlipLine[] => [
  ...(sandbox ? warning(SANDBOX) : []),
  ...(issuer?.name === undefined ? [] : text(issuer.name)),
  ...(issuer?.taxNumber === undefined ? [] : pair('Tax number', issuer.taxNumber)),
  ...(vendorTaxNumber === undefined ? [] : pair('Vendor’s tax number', vendorTaxNumber)),
];

/** For a printer of `WIDTH` columns; tokens are grouped as a keypad wants them. */
export const slipText = (lines: readonly SlipLine[]): string => lines.map(({ text: line }) => `${line}\n`).join('');
