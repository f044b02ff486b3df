import { messagingMigrations } from '@openprepay/messaging/migrations';
import type { MigrationClass } from '@openprepay/persistence/migrate';
import { CreateVendingKeys1764000000000 } from './migrations/1764000000000-create-vending-keys.js';
import { CreateIssuedTokens1764000001000 } from './migrations/1764000001000-create-issued-tokens.js';
import { CreateAuditLog1764000002000 } from './migrations/1764000002000-create-audit-log.js';
import { TwoCustodians1764000003000 } from './migrations/1764000003000-two-custodians.js';
import { IdentifiersOfEachUtility1764000003010 } from './migrations/1764000003010-identifiers-of-each-utility.js';
import { GuardTheAuditChain1764000003020 } from './migrations/1764000003020-guard-the-audit-chain.js';
import { LeastRights1764000003030 } from './migrations/1764000003030-least-rights.js';
import { AddMeterRevision1764000004500 } from './migrations/1764000004500-add-meter-revision.js';
import { TokenKeysWithoutLocks1764000008010 } from './migrations/1764000008010-token-keys-without-locks.js';
import { KeepWhatTokensSay1764000009700 } from './migrations/1764000009700-keep-what-tokens-say.js';
import { KeepKeyChanges1764000020000 } from './migrations/1764000020000-keep-key-changes.js';
import { WhenKeysEnd1764000080000 } from './migrations/1764000080000-when-keys-end.js';
import { CountIssues1764000120000 } from './migrations/1764000120000-count-issues.js';
import { SetLateRequestsAside1764000250000 } from './migrations/1764000250000-set-late-requests-aside.js';
import { SetKeysWithoutLocks1764000263300 } from './migrations/1764000263300-set-keys-without-locks.js';
import { IssueSetsApart1764000263310 } from './migrations/1764000263310-issue-sets-apart.js';
import { CheckHashesAtSight1764000270000 } from './migrations/1764000270000-check-hashes-at-sight.js';

/** In the order they run. By itself, so that migrating loads nothing of the service. */
export const keyManagementMigrations: readonly MigrationClass[] = [
  ...messagingMigrations,
  CreateVendingKeys1764000000000,
  CreateIssuedTokens1764000001000,
  CreateAuditLog1764000002000,
  TwoCustodians1764000003000,
  IdentifiersOfEachUtility1764000003010,
  GuardTheAuditChain1764000003020,
  LeastRights1764000003030,
  AddMeterRevision1764000004500,
  TokenKeysWithoutLocks1764000008010,
  KeepWhatTokensSay1764000009700,
  KeepKeyChanges1764000020000,
  WhenKeysEnd1764000080000,
  CountIssues1764000120000,
  SetLateRequestsAside1764000250000,
  SetKeysWithoutLocks1764000263300,
  IssueSetsApart1764000263310,
  CheckHashesAtSight1764000270000,
];
