import type { CustodianRequestAnswer } from '@openprepay/contracts/http/gateway-custodians';
import { present } from '@openprepay/contracts/present';
import type { CustodianRequest } from './custodian-request.js';

/** Everything but the password's hash; people by their names. */
export const custodianRequestToApi = (request: CustodianRequest): CustodianRequestAnswer => {
  const { id: requestId, state, userId, username, utility, roles, setsPassword, reason } = request;
  return present({
    requestId,
    state,
    userId,
    username,
    utility,
    roles,
    setsPassword,
    requestedBy: request.requestedByName,
    requestedAt: request.requestedAt.toISOString(),
    decidedBy: request.decidedByName,
    decidedAt: request.decidedAt?.toISOString(),
    reason,
    effectiveAt: request.effectiveAt?.toISOString(),
  });
};
