import { billingApi } from '@openprepay/contracts/http/billing';
import { inSession } from './clients.js';

/** Apart from the others, so that a till does not load the contract of the books. */
export const billing = inSession(billingApi);
