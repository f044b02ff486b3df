import { tariffDocument } from '@openprepay/contracts/http/tariff-document';
import { parseTariffDocument } from '@openprepay/tariffs';
import { domesticTariff } from '@openprepay/testing/tariff';
import { describe, expect, it } from 'vitest';

const takenByDomain = (document: unknown): boolean => {
  try {
    parseTariffDocument(document);
    return true;
  } catch {
    return false;
  }
};
const takenBySchema = (document: unknown): boolean => tariffDocument.safeParse(document).success;
const blocks = (length: number) => [...Array.from({ length }, (_, index) => ({ upTo: String(index + 1), rate: '1' })), { rate: '1' }];
const levies = (length: number) => Array.from({ length }, (_, index) => ({ code: `levy-${index}`, perUnit: '1' }));

const tariffs: readonly (readonly [string, Record<string, unknown>, boolean])[] = [
  ['the worked example', {}, true],
  ['all that may be left out', { name: undefined, timeZone: undefined, levies: undefined, fixedCharges: undefined, tax: undefined }, true],
  ['the longest code', { tariffCode: 'A'.repeat(64) }, true],
  ['a longer one', { tariffCode: 'A'.repeat(65) }, false],
  ['a code that begins with a dot', { tariffCode: '.A' }, false],
  ['the longest name', { name: 'n'.repeat(200) }, true],
  ['a longer one', { name: 'n'.repeat(201) }, false],
  ['no name at all', { name: '' }, false],
  ['a hundred blocks', { energy: { blocks: blocks(99) } }, true],
  ['one more', { energy: { blocks: blocks(100) } }, false],
  ['no block', { energy: { blocks: [] } }, false],
  ['fifty levies', { levies: levies(50) }, true],
  ['one more', { levies: levies(51) }, false],
  ['a levy in two ways', { levies: [{ code: 'erc', perUnit: '1', percent: '1' }] }, false],
  ['six decimals of a rate', { energy: { blocks: [{ rate: '0.000001' }] } }, true],
  ['seven', { energy: { blocks: [{ rate: '0.0000001' }] } }, false],
  ['fifteen digits before them', { energy: { blocks: [{ rate: '9'.repeat(15) }] } }, true],
  ['sixteen', { energy: { blocks: [{ rate: '9'.repeat(16) }] } }, false],
  ['a leading zero', { energy: { blocks: [{ rate: '01' }] } }, false],
  ['a hundred percent', { levies: [{ code: 'rep', percent: '100.0000' }] }, true],
  ['a little more', { levies: [{ code: 'rep', percent: '100.0001' }] }, false],
  ['a time with a zero offset', { validFrom: '2026-11-01T00:00:00.5+00:00' }, true],
  ['a time elsewhere', { validFrom: '2026-11-01T00:00:00+03:00' }, false],
  ['the first year', { validFrom: '1970-01-01T00:00:00Z' }, true],
  ['the year before', { validFrom: '1969-12-31T23:59:59Z' }, false],
  ['the last year', { validFrom: '2199-12-31T23:59:59.999999999Z' }, true],
  ['the year after', { validFrom: '2200-01-01T00:00:00Z' }, false],
  ['a commodity that is none', { commodity: 'steam' }, false],
  ['a rounding that is none', { unitRounding: 'away' }, false],
  ['a charge per week', { fixedCharges: [{ code: 'standing', amount: '1', per: 'week' }] }, false],
  ['an unknown field', { discount: '5' }, false],
];

describe('the schema of a tariff says what the library holds it to', () => {
  it.each(tariffs)('%s', (_what, changes, taken) => {
    const document = domesticTariff({ tax: undefined, ...changes });

    expect({ domain: takenByDomain(document), schema: takenBySchema(document) }).toEqual({ domain: taken, schema: taken });
  });
});
