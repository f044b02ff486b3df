import { parseTariffDocument, TariffError } from '@openprepay/tariffs';
import type { TariffAnswer, TariffBody } from '@openprepay/contracts/http/tariff-document';
import { documentOf } from './versions.js';

export interface Mistake {
  /** Of the document, as `energy.blocks[1].rate`; empty of the whole. */
  readonly field: string;
  readonly message: string;
}

export type WrittenTariff = { readonly document: TariffBody } | { readonly mistake: Mistake | 'not-json' };

/** Reads what was typed by the rules of a tariff, before the server does. */
export function readWritten(text: string): WrittenTariff {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { mistake: 'not-json' };
  }
  try {
    return { document: parseTariffDocument(json) };
  } catch (error) {
    if (!(error instanceof TariffError)) throw error;
    return { mistake: { field: error.field ?? '', message: error.message } };
  }
}

/** To begin with: the document of a version, or the smallest that there is. */
export const writtenLike = (like: TariffAnswer | undefined, currency: string, timeZone: string): string =>
  JSON.stringify(like === undefined ? smallest(currency, timeZone) : documentOf(like), undefined, 2);

const smallest = (currency: string, timeZone: string) => ({
  tariffCode: '',
  name: '',
  commodity: 'electricity',
  currency,
  validFrom: '',
  timeZone,
  energy: { blocks: [{ rate: '' }] },
});

/**
 * Where the last name of a field's path stands in the text, so that it can be shown there.
 * @returns undefined where the text does not have it
 */
export function placeOf(text: string, field: string): { readonly start: number; readonly end: number } | undefined {
  let at = 0;
  let found: { start: number; end: number } | undefined;
  for (const [, name, index] of field.matchAll(/([^.[\]]+)|\[(\d+)\]/g)) {
    if (name !== undefined) {
      const quoted = JSON.stringify(name);
      const start = text.indexOf(quoted, at);
      if (start < 0) return found;
      found = { start, end: start + quoted.length };
      at = found.end;
    } else {
      at = skipItems(text, text.indexOf('[', at) + 1, Number(index));
    }
  }
  return found;
}

/** Past so many items of the list that begins at `from`. */
function skipItems(text: string, from: number, items: number): number {
  let depth = 0;
  let left = items;
  for (let at = from; at < text.length; at += 1) {
    if (left === 0) return at;
    const character = text[at]!;
    if ('[{'.includes(character)) depth += 1;
    if (']}'.includes(character)) depth -= 1;
    if (character === ',' && depth === 0) left -= 1;
  }
  return text.length;
}
