import type { AccountAnswer } from '@openprepay/contracts/http/billing';
import { present } from '@openprepay/contracts/present';
import type { Account } from './account.js';

export const accountToApi = ({ accountNumber, name, tariffCode, currency, openedAt }: Account): AccountAnswer =>
  present({ accountNumber, name, tariffCode, currency, openedAt: openedAt.toISOString() });
