import { vendingApi } from '@openprepay/contracts/http/vending';
import { inSession } from './clients.js';

/** Apart from the others, so that signing in does not load the contract of the till. */
export const vending = inSession(vendingApi);
