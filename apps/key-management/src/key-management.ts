import { keyManagementApi } from '@openprepay/contracts/http/key-management';
import { messagingMigrations } from '@openprepay/messaging/migrations';
import { defineService } from '@openprepay/runtime/define-service';
import { AuditEntryRow } from './audit/audit-entry.row.js';
import { loadKeyManagementConfig } from './key-management.config.js';
import { KeyManagementModule } from './key-management.module.js';
import { KnownMeterRow } from './meters/known-meter.row.js';
import { CreateVendingKeys1764000000000 } from './migrations/1764000000000-create-vending-keys.js';
import { CreateIssuedTokens1764000001000 } from './migrations/1764000001000-create-issued-tokens.js';
import { CreateAuditLog1764000002000 } from './migrations/1764000002000-create-audit-log.js';
import { SupplyGroupRow } from './supply-groups/supply-group.row.js';
import { IssuedTokenRow } from './tokens/issued-token.row.js';
import { TokenAnswerRow } from './tokens/token-answer.row.js';
import { KeyComponentRow } from './vending-keys/key-component.row.js';
import { VendingKeyRow } from './vending-keys/vending-key.row.js';

/** The service as it is started, migrated and tested. */
export const keyManagementService = defineService({
  name: 'key-management',
  module: KeyManagementModule,
  config: loadKeyManagementConfig,
  api: keyManagementApi,
  rows: [AuditEntryRow, IssuedTokenRow, KeyComponentRow, KnownMeterRow, SupplyGroupRow, TokenAnswerRow, VendingKeyRow],
  migrations: [...messagingMigrations, CreateVendingKeys1764000000000, CreateIssuedTokens1764000001000, CreateAuditLog1764000002000],
});
