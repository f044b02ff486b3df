import { domesticTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Billing, clerkOf, startBilling } from '../../test/fixture.js';
import { FindTariffs } from './find-tariffs.js';

let billing: Billing;
beforeAll(async () => {
  billing = await startBilling();
  for (const tariffCode of ['DOM', 'SHOP']) {
    for (const day of ['01', '02', '03']) {
      await billing.publishTariff.execute(clerkOf(), domesticTariff({ tariffCode, validFrom: `2026-12-${day}T00:00:00Z` }));
    }
  }
});
afterAll(() => billing.stop());

/** All pages of a list, each version as `code/version`. */
async function pages(limit: number, tariffCode?: string): Promise<readonly (readonly string[])[]> {
  const found: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = await billing.get(FindTariffs).execute(clerkOf(), { limit, cursor, ...(tariffCode && { tariffCode }) });
    found.push(page.items.map(({ document, version }) => `${document.tariffCode}/${version}`));
    cursor = page.nextCursor;
  } while (cursor !== undefined && found.length < 10);
  return found;
}

describe('finding tariffs', () => {
  it('pages by code, the newest version first, also where a page ends within a code', async () => {
    expect(await pages(2)).toEqual([
      ['DOM/3', 'DOM/2'],
      ['DOM/1', 'SHOP/3'],
      ['SHOP/2', 'SHOP/1'],
    ]);
  });

  it('pages the versions of one code', async () => {
    expect(await pages(2, 'SHOP')).toEqual([['SHOP/3', 'SHOP/2'], ['SHOP/1']]);
  });

  it('gives a document back as it was published', async () => {
    const { items } = await billing.get(FindTariffs).execute(clerkOf(), { limit: 1, tariffCode: 'DOM' });

    expect(items).toMatchObject([{ version: 3, document: domesticTariff({ tariffCode: 'DOM', validFrom: '2026-12-03T00:00:00Z' }) }]);
  });

  it('says that a code is unknown, another utility’s too', async () => {
    const find = (utility: string, tariffCode: string) => billing.get(FindTariffs).execute(clerkOf(utility), { limit: 1, tariffCode });

    await expect(find('acme', 'NONE')).rejects.toMatchObject({ code: 'billing.tariff_unknown' });
    await expect(find('other', 'DOM')).rejects.toMatchObject({ code: 'billing.tariff_unknown' });
  });
});
