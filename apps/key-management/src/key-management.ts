import { keyManagementApi } from '@openprepay/contracts/http/key-management';
import { messagingMigrations } from '@openprepay/messaging/migrations';
import { defineService } from '@openprepay/runtime/define-service';
import { loadKeyManagementConfig } from './key-management.config.js';
import { KeyManagementModule } from './key-management.module.js';
import { CreateVendingKeys1764000000000 } from './migrations/1764000000000-create-vending-keys.js';
import { CreateIssuedTokens1764000001000 } from './migrations/1764000001000-create-issued-tokens.js';
import { CreateAuditLog1764000002000 } from './migrations/1764000002000-create-audit-log.js';
import { keyManagementRows } from './rows.js';

/** The service as it is started, migrated and tested. */
export const keyManagementService = defineService({
  name: 'key-management',
  module: KeyManagementModule,
  config: loadKeyManagementConfig,
  api: keyManagementApi,
  rows: keyManagementRows,
  migrations: [...messagingMigrations, CreateVendingKeys1764000000000, CreateIssuedTokens1764000001000, CreateAuditLog1764000002000],
});
