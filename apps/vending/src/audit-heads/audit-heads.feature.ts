import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, consumers, LOGGER, provide } from '@openprepay/runtime/service';
import { AuditHeadAlarm } from './audit-head-alarm.js';
import { auditHeadsConsumers } from './audit-heads.consumer.js';
import { AuditHeadsController } from './audit-heads.controller.js';
import { FindKeptHeads } from './find-kept-heads.js';
import { KeepAuditHead } from './keep-audit-head.js';
import { KeptHeadRepository } from './kept-head.repository.js';

/** How far the vault's audit chains had come, kept where the vault cannot reach. */
export const auditHeads: Feature = {
  controllers: [AuditHeadsController],
  providers: [
    provide(KeptHeadRepository, []),
    provide(AuditHeadAlarm, [LOGGER]),
    provide(KeepAuditHead, [KeptHeadRepository, AuditHeadAlarm, CLOCK]),
    provide(FindKeptHeads, [UnitOfWork, KeptHeadRepository]),
    consumers([KeepAuditHead], auditHeadsConsumers),
  ],
};
