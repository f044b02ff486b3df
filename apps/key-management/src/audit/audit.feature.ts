import { Outbox } from '@openprepay/messaging/outbox';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { CLOCK, consumers, LOGGER, provide } from '@openprepay/runtime/service';
import { SECURITY_MODULE } from '../security-module/security-module.feature.js';
import { AuditCheckpointRepository } from './audit-checkpoint.repository.js';
import { AuditLogController } from './audit-log.controller.js';
import { AuditLog } from './audit-log.js';
import { AuditLogRepository } from './audit-log.repository.js';
import { AuditedRefusals } from './audited-refusals.js';
import { BrokenChainAlarm } from './broken-chain-alarm.js';
import { custodiansConsumers } from './custodians.consumer.js';
import { FindAuditEntries } from './find-audit-entries.js';
import { SignAuditHeads } from './sign-audit-heads.js';
import { VerifyAuditLog } from './verify-audit-log.js';

/** What is written between two signatures is what an owner of the database could still take away unseen. */
const SIGN_EVERY_MS = 60_000;

/** Who did what with which key. */
export const audit: Feature = {
  controllers: [AuditLogController],
  providers: [
    provide(AuditLogRepository, []),
    provide(AuditCheckpointRepository, []),
    provide(AuditLog, [AuditLogRepository]),
    provide(AuditedRefusals, [UnitOfWork, AuditLog, CLOCK]),
    provide(FindAuditEntries, [UnitOfWork, AuditLogRepository]),
    provide(VerifyAuditLog, [UnitOfWork, AuditLogRepository, AuditCheckpointRepository, SECURITY_MODULE]),
    provide(BrokenChainAlarm, [LOGGER]),
    provide(SignAuditHeads, [
      UnitOfWork,
      AuditLogRepository,
      AuditCheckpointRepository,
      VerifyAuditLog,
      SECURITY_MODULE,
      Outbox,
      CLOCK,
      BrokenChainAlarm,
      LOGGER,
    ]),
    repeating([SignAuditHeads], { name: 'signed audit heads', everyMs: SIGN_EVERY_MS }, (sign) => sign.execute()),
    consumers([AuditLog], custodiansConsumers),
  ],
};
