import { VendingKeyChanged } from '@openprepay/contracts/key-management';
import { consume, type ConsumerDefinition } from '@openprepay/messaging/consume';
import type { RememberKeys } from './remember-keys.js';

export const keysConsumers = (rememberKeys: RememberKeys): readonly ConsumerDefinition[] => [
  consume(VendingKeyChanged, { group: 'vending.keys', deduplication: 'natural-key' }, ({ data }, tx) => rememberKeys.execute(tx, data)),
];
