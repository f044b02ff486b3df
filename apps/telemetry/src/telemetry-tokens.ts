import type { Producer } from '@openprepay/messaging/producer';
import { token } from '@openprepay/runtime/service';
import type { SessionEnder } from './credentials/issue-credentials.js';
import type { BrokerAccess } from './dynamic-security/broker-access.js';

export const PRODUCER = token<Producer>('producer');
export const BROKER_ACCESS = token<BrokerAccess>('broker-access');
export const SESSION_ENDER = token<SessionEnder>('session-ender');
