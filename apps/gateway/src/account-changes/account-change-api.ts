import type { AccountChangeAnswer } from '@openprepay/contracts/http/gateway-account-changes';
import { present } from '@openprepay/contracts/present';
import type { AccountChange } from './account-change.js';

export const accountChangeToApi = (change: AccountChange): AccountChangeAnswer => {
  const { id: changeId, at, userId, username, by, requestedBy, roles, reason } = change;
  return present({ changeId, at: at.toISOString(), userId, username, change: change.change, by, requestedBy, roles, reason });
};
