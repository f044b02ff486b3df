import { type Explanation } from '../explain.js';
import { formatToken } from '../token-digits.js';

const CLASS_NAMES = ['credit', 'meter test', 'management'] as const;
const GROUP = 4;

/** Draws an explained token for a terminal. */
export function drawExplanation(explanation: Explanation): string {
  const { digits, number, tokenClass, sealedBlock, block, isEncrypted, fields } = explanation;
  const widest = Math.max(...fields.map(({ bits }) => grouped(bits).length));
  const longest = Math.max(...fields.map(({ name }) => name.length));
  const rows = fields.map(({ name, firstBit, lastBit, bits, meaning }) =>
    `  ${range(firstBit, lastBit)}  ${name.padEnd(longest)}  ${grouped(bits).padEnd(widest)}  ${meaning}`.trimEnd(),
  );
  return [
    `token         ${formatToken(digits)}`,
    `as a number   ${number.slice(0, 1)} ${groupedHex(number.slice(1))}   (66 bits, hexadecimal)`,
    `class         ${tokenClass} ${CLASS_NAMES[tokenClass]!}   (it stood in bits 28 and 27; bits 65 and 64 go back there)`,
    `block         ${groupedHex(sealedBlock)}`,
    isEncrypted ? `decrypted     ${groupedHex(block)}` : 'in clear      class 1 is not encrypted',
    '',
    `  ${'bits'.padEnd(6)}  ${'field'.padEnd(longest)}  ${'value'.padEnd(widest)}  meaning`,
    ...rows,
    '',
  ].join('\n');
}

function range(firstBit: number, lastBit: number): string {
  return (firstBit === lastBit ? String(firstBit) : `${firstBit}-${lastBit}`).padEnd('bits  '.length);
}

/** Groups of four from the right, as the digits of a hexadecimal number fall. */
function grouped(bits: string): string {
  return bits.replaceAll(/(?<=\d)(?=(?:\d{4})+$)/g, ' ').trim();
}

function groupedHex(digits: string): string {
  return digits.match(new RegExp(`.{1,${GROUP}}`, 'g'))!.join(' ');
}
