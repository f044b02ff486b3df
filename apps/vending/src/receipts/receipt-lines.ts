import { isKeyChange, type Receipt } from './receipt.js';
import { headLines, pair, RULE, type SlipLine, text, warning } from './slip.js';

/** A receipt as the lines of a slip. */
export function receiptLines(receipt: Receipt): readonly SlipLine[] {
  const { units, meterNumber, accountNumber, tariff, completedAt, copy } = receipt;
  return [
    ...headLines(receipt),
    { kind: 'title', text: `RECEIPT ${receipt.receiptNumber}` },
    ...(copy === undefined ? [] : warning(`COPY ${copy}: the token is credited once`)),
    ...text(completedAt),
    RULE,
    ...pair('Meter', meterNumber),
    ...(accountNumber === undefined ? [] : pair('Account', accountNumber)),
    ...pair('Tariff', `${tariff.code} v${tariff.version}`),
    ...moneyLines(receipt),
    RULE,
    ...pair('Units', `${units.value} ${units.unit}`),
    ...blockLines(receipt),
    ...(receipt.enterByHand ? [...warning('NO WORD FROM THE METER:'), ...warning('enter the token by hand')] : []),
    ...tokenLines(receipt),
    ...(receipt.sampleTables ? [...warning('EA07 SAMPLE TABLES:'), ...warning('no field meter accepts this token')] : []),
    RULE,
    ...text(`Vend ${receipt.vendId}`),
  ];
}

const GIVEN = {
  'free-basic': 'free basic units',
  'free-issue': 'free issue',
  replacement: 'left on the old meter',
} as const satisfies Record<NonNullable<Receipt['grant']>, string>;

/** What was paid and for what; or why nothing was. */
function moneyLines(receipt: Receipt): readonly SlipLine[] {
  if (receipt.grant !== undefined) return pair('Given', GIVEN[receipt.grant]);
  const paid = `${receipt.tender.amount} ${receipt.tender.currency}`;
  return [...pair('Paid', `${paid} ${receipt.paymentMethod}`), RULE, ...priceLines(receipt), ...pair('Total', paid)];
}

function priceLines({ lines, units, remainder, debts }: Receipt): readonly SlipLine[] {
  const owed = debts.map(({ outstanding }) => outstanding);
  return lines.flatMap(({ kind, code, amount, month, blocks }) => [
    ...pair(month === undefined ? code : `${code} ${month}`, amount),
    ...(blocks ?? []).flatMap((block) => text(`  ${block.units} ${units.unit} at ${block.rate}`)),
    ...(kind === 'energy' && remainder !== undefined && !isNothing(remainder) ? text(`  ${remainder} remainder below a step`) : []),
    ...(kind === 'debt' ? stillOwed(owed.shift()) : []),
  ]);
}

const stillOwed = (outstanding: string | undefined): readonly SlipLine[] =>
  outstanding === undefined ? [] : pair('  still owed', outstanding);

const isNothing = (amount: string): boolean => !/[1-9]/.test(amount);

/** What the next purchase of the month costs is the question that a rising price begins with. */
function blockLines({ blocks, units: { unit } }: Receipt): readonly SlipLine[] {
  if (!blocks) return [];
  return [
    ...pair(`In ${blocks.month} so far`, `${blocks.unitsThisMonth} ${unit}`),
    ...(blocks.remainingInBlock === undefined ? [] : pair('Left at this rate', `${blocks.remainingInBlock} ${unit}`)),
    ...(blocks.nextRate === undefined ? [] : pair(`Then per ${unit}`, blocks.nextRate)),
  ];
}

/** The new key is entered first; what was bought before and not entered yet would be lost. Several are numbered as they are entered. */
function tokenLines({ tokens }: Receipt): readonly SlipLine[] {
  const printed = (token: Receipt['tokens'][number]): SlipLine => ({
    kind: 'token',
    text: tokens.length === 1 ? token.grouped : `${token.entry}. ${token.grouped}`,
  });
  const keys = tokens.filter(isKeyChange);
  if (keys.length === 0) return tokens.map(printed);
  const others = tokens.filter((token) => !isKeyChange(token));
  return [...warning('NEW KEY: enter all older tokens, then'), ...keys.map(printed), ...text('and then'), ...others.map(printed)];
}
