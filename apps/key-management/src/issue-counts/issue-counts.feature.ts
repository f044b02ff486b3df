import { Outbox } from '@openprepay/messaging/outbox';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { CLOCK, LOGGER, provide, provideBy } from '@openprepay/runtime/service';
import { KEY_MANAGEMENT_CONFIG } from '../key-management.config.js';
import { IssueCountRepository } from './issue-count.repository.js';
import { IssueSeal } from './issue-seal.js';
import { StateIssues } from './state-issues.js';

/** What was issued in each hour, told where the vault cannot take it back. */
export const issueCounts: Feature = {
  controllers: [],
  providers: [
    provide(IssueCountRepository, []),
    provideBy(IssueSeal, [KEY_MANAGEMENT_CONFIG], (config) => IssueSeal.open({ sealKeyFile: config.ISSUE_SEAL_KEY_FILE })),
    provide(StateIssues, [UnitOfWork, IssueCountRepository, IssueSeal, Outbox, CLOCK, LOGGER]),
    repeating([StateIssues], { name: 'issue counts', everyMs: 60_000 }, async (state) => void (await state.execute())),
  ],
};
