import { currency } from '@openprepay/contracts/wire';
import { cursorOf } from '@openprepay/persistence/page';
import { z } from 'zod';

const ledgerAccount = z.string().regex(/^[^\0]{1,200}$/);

/** Where a list of ledger accounts by name goes on: after an account in one currency. */
export const accountCursor = cursorOf(z.tuple([ledgerAccount, currency]));
