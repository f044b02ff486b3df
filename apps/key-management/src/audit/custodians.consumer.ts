import { CustodianChanged } from '@openprepay/contracts/gateway';
import { memberText } from '@openprepay/contracts/open-enum';
import { present } from '@openprepay/contracts/present';
import { consume, type ConsumerDefinition } from '@openprepay/messaging/consume';
import type { AuditLog } from './audit-log.js';

/** Who became a custodian, or had a custodian's password set, and who wanted it: in the chain beside what custodians do. */
export const custodiansConsumers = (audit: AuditLog): readonly ConsumerDefinition[] => [
  consume(CustodianChanged, { group: 'key-management.audit-custodians' }, ({ data, time, source }, tx) =>
    audit.append(tx, {
      at: time,
      actor: { subject: `${source}:${data.requestedBy}`, username: data.requestedBy },
      action: 'custodian.changed',
      target: data.userId,
      details: present({
        username: data.username,
        change: memberText(data.change),
        approvedBy: data.approvedBy,
        effectiveAt: data.effectiveAt.toISOString(),
      }),
    }),
  ),
];
