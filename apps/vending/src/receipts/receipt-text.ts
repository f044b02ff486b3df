import { formatCredit, formatMoney, type MoneyMinor } from '@openprepay/quantities';
import { UNITS } from '@openprepay/sts';
import type { PricedLine } from '@openprepay/tariffs';
import type { CompletedVend } from '../vend/vend.js';

/** Columns of a usual receipt printer. */
const WIDTH = 42;
const GROUP_OF_DIGITS = /(\d{4})(?=\d)/g;

/**
 * The receipt of a vend as plain text; tokens are grouped as a keypad wants them.
 * @param sandbox says that nothing of it is anybody's money
 */
export function receiptText(vend: CompletedVend, { sandbox = false }: { readonly sandbox?: boolean | undefined } = {}): string {
  const { outcome, currency } = vend;
  const unit = UNITS[vend.commodity];
  const money = (minor: MoneyMinor): string => formatMoney(minor, currency);
  return [
    ...(sandbox ? [SANDBOX] : []),
    `RECEIPT ${outcome.receiptNumber}`,
    outcome.completedAt.toISOString(),
    rule,
    pair('Meter', vend.meter.meterNumber),
    ...(vend.accountNumber === undefined ? [] : [pair('Account', vend.accountNumber)]),
    pair('Tariff', `${vend.tariff.code} v${vend.tariff.version}`),
    pair('Paid', `${money(vend.tenderMinor)} ${currency} ${vend.paymentMethod}`),
    rule,
    ...vend.lines.flatMap((line) => lineText(line, money, unit)),
    pair('Total', `${money(vend.tenderMinor)} ${currency}`),
    rule,
    pair('Units', `${formatCredit(vend.effect.unitsTenths)} ${unit}`),
    ...keyChangeText(outcome.keyChangeTokens ?? []),
    ...outcome.tokens.map(({ token }) => grouped(token)),
    ...(outcome.sampleTables ? ['SAMPLE TABLES: no field meter accepts this token'] : []),
    rule,
    `Vend ${vend.vendId}`,
    '',
  ].join('\n');
}

/** Stands where nothing is anybody's money, and no token anybody's. */
export const SANDBOX = 'SANDBOX: no money, no credit';

const grouped = (token: string): string => token.replaceAll(GROUP_OF_DIGITS, '$1 ');

/** The new key is entered first; what was bought before and not entered yet would be lost. */
const keyChangeText = (tokens: readonly { readonly token: string }[]): readonly string[] =>
  tokens.length === 0 ? [] : ['NEW KEY: enter all older tokens, then', ...tokens.map(({ token }) => grouped(token)), 'and then'];

const rule = '-'.repeat(WIDTH);

const pair = (label: string, value: string): string => `${label} ${value.padStart(WIDTH - label.length - 1)}`;

function lineText(line: PricedLine, money: (minor: MoneyMinor) => string, unit: string): readonly string[] {
  const amount = money(line.amountMinor);
  switch (line.kind) {
    case 'fixed-charge':
      return [pair(`${line.code} ${line.month}`, amount)];
    case 'energy':
      return [
        pair(line.code, amount),
        ...line.blocks.map(({ units, rate }) => `  ${units} ${unit} at ${rate}`),
        ...(line.remainderMinor ? [`  ${money(line.remainderMinor)} remainder below a step`] : []),
      ];
    case 'debt':
    case 'levy':
    case 'tax':
      return [pair(line.code, amount)];
  }
}
