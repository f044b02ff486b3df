import type { UserAnswer } from '@openprepay/contracts/http/gateway';
import { present } from '@openprepay/contracts/present';
import type { User } from './user.js';

/** Everything but the password's hash. */
export const userToApi = ({ id, username, roles, vendorId, platform, state, custodianFrom, createdAt }: User): UserAnswer =>
  present({
    userId: id,
    username,
    roles,
    vendorId,
    platform,
    state,
    custodianFrom: custodianFrom?.toISOString(),
    createdAt: createdAt.toISOString(),
  });
