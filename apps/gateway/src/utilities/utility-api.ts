import type { UtilityAnswer } from '@openprepay/contracts/http/gateway';
import type { Utility } from './utility.js';

export const utilityToApi = ({ sandbox, createdAt, ...utility }: Utility): UtilityAnswer => ({
  ...utility,
  ...(sandbox && { sandbox }),
  createdAt: createdAt.toISOString(),
});
