import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { AuditLogController } from './audit-log.controller.js';
import { AuditLog } from './audit-log.js';
import { AuditLogRepository } from './audit-log.repository.js';
import { AuditedRefusals } from './audited-refusals.js';
import { FindAuditEntries } from './find-audit-entries.js';
import { VerifyAuditLog } from './verify-audit-log.js';

/** Who did what with which key. */
export const audit: Feature = {
  controllers: [AuditLogController],
  providers: [
    provide(AuditLogRepository, []),
    provide(AuditLog, [AuditLogRepository]),
    provide(AuditedRefusals, [UnitOfWork, AuditLog, CLOCK]),
    provide(FindAuditEntries, [UnitOfWork, AuditLogRepository]),
    provide(VerifyAuditLog, [UnitOfWork, AuditLogRepository]),
  ],
};
