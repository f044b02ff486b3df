import { keyManagementApi } from '@openprepay/contracts/http/key-management';
import { defineService } from '@openprepay/runtime/define-service';
import { AuditCheckpointRow } from './audit/audit-checkpoint.row.js';
import { AuditEntryRow } from './audit/audit-entry.row.js';
import { KeyChangeRow } from './key-changes/key-change.row.js';
import { loadKeyManagementConfig } from './key-management.config.js';
import { KeyManagementModule } from './key-management.module.js';
import { KnownMeterRow } from './meters/known-meter.row.js';
import { keyManagementMigrations } from './migrations.js';
import { SupplyGroupRow } from './supply-groups/supply-group.row.js';
import { IssuedTokenRow } from './tokens/issued-token.row.js';
import { KeyChangeAnswerRow } from './tokens/key-change-answer.row.js';
import { TokenAnswerRow } from './tokens/token-answer.row.js';
import { TokenVerificationRow } from './tokens/token-verification.row.js';
import { KeyComponentRow } from './vending-keys/key-component.row.js';
import { VendingKeyRow } from './vending-keys/vending-key.row.js';

/** The service as it is started, migrated and tested. */
export const keyManagementService = defineService({
  name: 'key-management',
  module: KeyManagementModule,
  config: loadKeyManagementConfig,
  api: keyManagementApi,
  rows: [
    AuditCheckpointRow,
    AuditEntryRow,
    IssuedTokenRow,
    KeyChangeRow,
    KeyComponentRow,
    KnownMeterRow,
    SupplyGroupRow,
    TokenAnswerRow,
    KeyChangeAnswerRow,
    TokenVerificationRow,
    VendingKeyRow,
  ],
  migrations: keyManagementMigrations,
});
