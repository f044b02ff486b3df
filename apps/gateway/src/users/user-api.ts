import type { UserAnswer } from '@openprepay/contracts/http/gateway';
import { present } from '@openprepay/contracts/present';
import type { User } from './user.js';

/** Everything but the password's hash. */
export const userToApi = ({ id, username, roles, vendorId, platform, state, createdAt }: User): UserAnswer =>
  present({ userId: id, username, roles, vendorId, platform, state, createdAt: createdAt.toISOString() });
