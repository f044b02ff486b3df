/** What a spreadsheet takes for a formula, its full-width forms too. */
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/u;
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** One line of a CSV file that a spreadsheet shows as it is: what it would reckon is made text by an apostrophe before it. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(safeCell).join(',')}\r\n`;

function safeCell(cell: string): string {
  const shown = cell.replaceAll(CONTROL, '\u{fffd}');
  const text = FORMULA.test(shown) ? `'${shown}` : shown;
  return /[",\r\n]/.test(text) || text !== shown ? `"${text.replaceAll('"', '""')}"` : text;
}
