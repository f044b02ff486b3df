import type { UtilityAnswer } from '@openprepay/contracts/http/gateway';
import type { Utility } from './utility.js';

export const utilityToApi = (utility: Utility): UtilityAnswer => ({ ...utility, createdAt: utility.createdAt.toISOString() });
