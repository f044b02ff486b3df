import { MAX_PAGE } from '@openprepay/contracts/http/page';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import type { SignedIn } from '@openprepay/standalone/gateway-client';

interface PageQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

interface PageAnswer<Item> {
  readonly body: { readonly items: readonly Item[]; readonly nextCursor?: string | undefined };
}

/** Every page of a list: `listAll((query) => billing.listAccounts({ query }))`. */
export async function listAll<Item>(page: (query: PageQuery) => Promise<PageAnswer<Item>>): Promise<readonly Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const { body } = await page({ limit: MAX_PAGE, cursor });
    items.push(...body.items);
    cursor = body.nextCursor;
  } while (cursor !== undefined);
  return items;
}

/** All vends that the caller sees, or those of one meter. */
export const listVends = ({ vending }: SignedIn, meterNumber?: string): Promise<readonly VendAnswer[]> =>
  listAll(async (query) => {
    const { body } = await vending.listVends({ query: { ...query, meterNumber } });
    // Only with an idempotency key is it the one vend.
    if (!('items' in body)) throw new Error('a list of vends is no page');
    return { body };
  });
