import { AuditHeadSigned } from '@openprepay/contracts/key-management';
import { consume, type ConsumerDefinition } from '@openprepay/messaging/consume';
import type { KeepAuditHead } from './keep-audit-head.js';

export const auditHeadsConsumers = (keepAuditHead: KeepAuditHead): readonly ConsumerDefinition[] => [
  consume(AuditHeadSigned, { group: 'vending.audit-heads', deduplication: 'natural-key' }, ({ data }, tx) =>
    keepAuditHead.execute(tx, data),
  ),
];
