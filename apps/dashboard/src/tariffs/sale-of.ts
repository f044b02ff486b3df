import type { TariffAnswer } from '@openprepay/contracts/http/tariff-document';
import { parseMoney, QuantityError } from '@openprepay/quantities';
import {
  compileTariff,
  formatLines,
  newSupplyState,
  parseTariffDocument,
  priceTender,
  TariffError,
  type WireLine,
} from '@openprepay/tariffs';
import { documentOf } from './versions.js';

export type SaleOf =
  | { readonly kind: 'priced'; readonly units: string; readonly lines: readonly WireLine[] }
  | { readonly kind: 'refused'; readonly why: 'below-minimum' | 'above-maximum' | 'no-units' | 'amount' };

/**
 * What the first sale of a month to a new supply without debts gives under one version, as a sale computes it.
 * @param amount decimal string in the tariff's currency
 */
export function saleOf(tariff: TariffAnswer, amount: string): SaleOf {
  const compiled = compileTariff(parseTariffDocument(documentOf(tariff)));
  const at = new Date(compiled.validFromMs);
  try {
    const { units, lines, currency } = priceTender({
      versions: [{ version: tariff.version, tariff: compiled }],
      at,
      tenderMinor: parseMoney(amount, tariff.currency),
      state: newSupplyState(at),
      debts: [],
    });
    return { kind: 'priced', units, lines: formatLines(lines, currency) };
  } catch (error) {
    return { kind: 'refused', why: reasonOf(error) };
  }
}

function reasonOf(error: unknown) {
  if (error instanceof QuantityError) return 'amount';
  if (!(error instanceof TariffError)) throw error;
  switch (error.code) {
    case 'tariffs.tender_below_minimum':
      return 'below-minimum';
    case 'tariffs.tender_above_maximum':
      return 'above-maximum';
    case 'tariffs.tender_buys_no_units':
      return 'no-units';
    default:
      throw error;
  }
}

export interface ComparedLine {
  readonly kind: WireLine['kind'];
  readonly code: string;
  readonly now: WireLine | undefined;
  readonly before: WireLine | undefined;
}

const sameLine = (one: WireLine, other: WireLine): boolean => one.kind === other.kind && one.code === other.code;

/** Line beside line, in the order of a receipt; what only the earlier version has comes last. */
export function compareLines(now: readonly WireLine[], before: readonly WireLine[]): readonly ComparedLine[] {
  const here = now.map((line) => ({ kind: line.kind, code: line.code, now: line, before: before.find((other) => sameLine(line, other)) }));
  const gone = before.filter((line) => !now.some((other) => sameLine(line, other)));
  return [...here, ...gone.map((line) => ({ kind: line.kind, code: line.code, now: undefined, before: line }))];
}
