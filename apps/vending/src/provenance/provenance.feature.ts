import { Outbox } from '@openprepay/messaging/outbox';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { CLOCK, consumers, LOGGER, MESSAGING, provide, provideBy } from '@openprepay/runtime/service';
import { VENDING_CONFIG } from '../vending.config.js';
import { CompareIssues } from './compare-issues.js';
import { EachApart } from './each-apart.js';
import { FindMissing } from './find-missing.js';
import { FindProvenance } from './find-provenance.js';
import { IssueStatementRepository } from './issue-statement.repository.js';
import { KeepIssues } from './keep-issues.js';
import { ProvenanceAlarm } from './provenance-alarm.js';
import { provenanceConsumers } from './provenance.consumer.js';
import { ProvenanceController } from './provenance.controller.js';
import { ProvenanceRepository } from './provenance.repository.js';
import { StatementsHeard } from './statements-heard.js';
import { VaultSeal } from './vault-seal.js';

const EVERY_MS = 30_000;

/** Where every token came from: what the vault has issued beside what was sold and ordered. */
export const provenance: Feature = {
  controllers: [ProvenanceController],
  providers: [
    provide(IssueStatementRepository, []),
    provide(ProvenanceRepository, []),
    provideBy(VaultSeal, [VENDING_CONFIG], (config) => VaultSeal.open({ publicKeyFile: config.ISSUE_SEAL_PUBLIC_KEY_FILE })),
    provide(ProvenanceAlarm, [Outbox, LOGGER]),
    provide(EachApart, [LOGGER]),
    provide(StatementsHeard, [MESSAGING, CLOCK]),
    provide(KeepIssues, [IssueStatementRepository, CLOCK]),
    provide(CompareIssues, [
      UnitOfWork,
      IssueStatementRepository,
      ProvenanceRepository,
      VaultSeal,
      ProvenanceAlarm,
      EachApart,
      CLOCK,
      LOGGER,
    ]),
    provide(FindMissing, [UnitOfWork, ProvenanceRepository, VaultSeal, StatementsHeard, ProvenanceAlarm, EachApart, CLOCK]),
    provide(FindProvenance, [UnitOfWork, ProvenanceRepository]),
    consumers([KeepIssues], provenanceConsumers),
    repeating([CompareIssues], { name: 'provenance', everyMs: EVERY_MS }, (compare) => compare.execute()),
    repeating([FindMissing], { name: 'missing issues', everyMs: EVERY_MS }, (find) => find.execute()),
  ],
};
