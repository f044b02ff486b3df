import { keyManagementApi } from '@openprepay/contracts/http/key-management';
import { inSession } from './clients.js';

/** Apart from the others, so that a till does not load the contract of the vault. */
export const keyManagement = inSession(keyManagementApi);
