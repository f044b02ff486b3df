import { Module } from '@nestjs/common';
import { Outbox } from '@openprepay/messaging/outbox';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { parkedMessages } from '@openprepay/runtime/parked-messages';
import { CLOCK, consumers, provide, provideBy, token } from '@openprepay/runtime/service';
import { AuditLogController } from './audit/audit-log.controller.js';
import { AuditLog } from './audit/audit-log.js';
import { AuditLogRepository } from './audit/audit-log.repository.js';
import { FindAuditEntries } from './audit/find-audit-entries.js';
import { VerifyAuditLog } from './audit/verify-audit-log.js';
import { KEY_MANAGEMENT_CONFIG } from './key-management.config.js';
import { openSecurityModule, requireMasterKeys } from './security-module/open-security-module.js';
import type { SecurityModule } from './security-module/security-module.js';
import { CreateSupplyGroup } from './supply-groups/create-supply-group.js';
import { FindSupplyGroup } from './supply-groups/find-supply-group.js';
import { FindSupplyGroups } from './supply-groups/find-supply-groups.js';
import { SupplyGroupRepository } from './supply-groups/supply-group.repository.js';
import { SupplyGroupsController } from './supply-groups/supply-groups.controller.js';
import { IssueTokens } from './tokens/issue-tokens.js';
import { IssuedTokenRepository } from './tokens/issued-token.repository.js';
import { KeyUseRepository } from './tokens/key-use.repository.js';
import { KnownMeterRepository } from './tokens/known-meter.repository.js';
import { rememberMeters } from './tokens/meters.consumer.js';
import { TokenAnswerRepository } from './tokens/token-answer.repository.js';
import { TokenIdentifierCounterRepository } from './tokens/token-identifier-counter.repository.js';
import { TokenMetrics } from './tokens/token-metrics.js';
import { issueRequestedTokens } from './tokens/token-requests.consumer.js';
import { TokensController } from './tokens/tokens.controller.js';
import { VerifyToken } from './tokens/verify-token.js';
import { CreateVendingKey } from './vending-keys/create-vending-key.js';
import { EnterComponent } from './vending-keys/enter-component.js';
import { KeyComponentRepository } from './vending-keys/key-component.repository.js';
import { FindVendingKey } from './vending-keys/find-vending-key.js';
import { FindVendingKeys } from './vending-keys/find-vending-keys.js';
import { RetireVendingKey } from './vending-keys/retire-vending-key.js';
import { VendingKeyChanges } from './vending-keys/vending-key-changes.js';
import { VendingKeyRepository } from './vending-keys/vending-key.repository.js';
import { VendingKeysController } from './vending-keys/vending-keys.controller.js';

export const SECURITY_MODULE = token<SecurityModule>('security-module');

@Module({
  controllers: [SupplyGroupsController, VendingKeysController, TokensController, AuditLogController, ...parkedMessages.controllers],
  providers: [
    ...parkedMessages.providers,
    provide(AuditLogRepository, []),
    provide(SupplyGroupRepository, []),
    provide(VendingKeyRepository, []),
    provide(KeyComponentRepository, []),
    provide(TokenAnswerRepository, []),
    provide(TokenIdentifierCounterRepository, []),
    provide(KeyUseRepository, []),
    provide(KnownMeterRepository, []),
    provide(IssuedTokenRepository, []),
    provideBy(SECURITY_MODULE, [KEY_MANAGEMENT_CONFIG, UnitOfWork, VendingKeyRepository], async (config, unitOfWork, keys) => {
      const module = openSecurityModule({
        keyFile: config.MASTER_KEY_FILE,
        passphraseFile: config.MASTER_KEY_PASSPHRASE_FILE,
        saltFile: config.MASTER_KEY_SALT_FILE,
        create: config.MASTER_KEY_CREATE,
        staTablesFile: config.STA_TABLES_FILE,
      });
      await requireMasterKeys(module, unitOfWork, keys);
      return module;
    }),

    provide(AuditLog, [AuditLogRepository]),
    provide(FindAuditEntries, [UnitOfWork, AuditLogRepository]),
    provide(VerifyAuditLog, [UnitOfWork, AuditLogRepository]),
    provide(CreateSupplyGroup, [UnitOfWork, SupplyGroupRepository, AuditLog, CLOCK]),
    provide(FindSupplyGroup, [UnitOfWork, SupplyGroupRepository]),
    provide(FindSupplyGroups, [UnitOfWork, SupplyGroupRepository]),
    provide(VendingKeyChanges, [Outbox]),
    provide(CreateVendingKey, [
      UnitOfWork,
      SupplyGroupRepository,
      VendingKeyRepository,
      SECURITY_MODULE,
      VendingKeyChanges,
      AuditLog,
      CLOCK,
    ]),
    provide(EnterComponent, [
      UnitOfWork,
      VendingKeyRepository,
      KeyComponentRepository,
      SECURITY_MODULE,
      VendingKeyChanges,
      AuditLog,
      CLOCK,
    ]),
    provide(RetireVendingKey, [UnitOfWork, VendingKeyRepository, KeyComponentRepository, VendingKeyChanges, AuditLog, CLOCK]),
    provide(FindVendingKey, [UnitOfWork, VendingKeyRepository, KeyComponentRepository]),
    provide(FindVendingKeys, [UnitOfWork, VendingKeyRepository, KeyComponentRepository]),
    provide(IssueTokens, [
      TokenIdentifierCounterRepository,
      TokenAnswerRepository,
      VendingKeyRepository,
      KeyUseRepository,
      SECURITY_MODULE,
      Outbox,
      AuditLog,
      CLOCK,
    ]),
    provide(VerifyToken, [UnitOfWork, VendingKeyRepository, KnownMeterRepository, IssuedTokenRepository, SECURITY_MODULE, AuditLog, CLOCK]),

    provideBy(TokenMetrics, [], () => new TokenMetrics()),
    consumers([IssueTokens, TokenMetrics, KnownMeterRepository], (issueTokens, metrics, meters) => [
      issueRequestedTokens(issueTokens, metrics),
      rememberMeters(meters),
    ]),
  ],
})
export class KeyManagementModule {}
