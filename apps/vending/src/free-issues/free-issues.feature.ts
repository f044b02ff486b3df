import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { MeterRepository } from '../meters/meter.repository.js';
import { SellVend } from '../selling/sell-vend.js';
import { SecondPerson } from '../terminals/second-person.js';
import { VendRepository } from '../vend/vend.repository.js';
import { ChangeFreeIssuePolicy } from './change-free-issue-policy.js';
import { CountPeople } from './count-people.js';
import { DecideFreeIssue } from './decide-free-issue.js';
import { FindFreeIssue } from './find-free-issue.js';
import { FindFreeIssuePolicy } from './find-free-issue-policy.js';
import { FindFreeIssues } from './find-free-issues.js';
import { FreeIssuePolicyRepository } from './free-issue-policy.repository.js';
import { FreeIssueRepository } from './free-issue.repository.js';
import { FreeIssuesController } from './free-issues.controller.js';
import { GiveFreeIssue } from './give-free-issue.js';

export const freeIssues: Feature = {
  controllers: [FreeIssuesController],
  providers: [
    provide(FreeIssueRepository, []),
    provide(FreeIssuePolicyRepository, []),
    provide(CountPeople, [FreeIssueRepository, FreeIssuePolicyRepository]),
    provide(GiveFreeIssue, [UnitOfWork, MeterRepository, VendRepository, FreeIssueRepository, CountPeople, SellVend, CLOCK]),
    provide(DecideFreeIssue, [UnitOfWork, FreeIssueRepository, VendRepository, MeterRepository, SecondPerson, SellVend, CLOCK]),
    provide(FindFreeIssue, [UnitOfWork, FreeIssueRepository, VendRepository]),
    provide(FindFreeIssues, [UnitOfWork, FreeIssueRepository]),
    provide(FindFreeIssuePolicy, [UnitOfWork, FreeIssuePolicyRepository]),
    provide(ChangeFreeIssuePolicy, [UnitOfWork, FreeIssuePolicyRepository, CLOCK]),
  ],
};
