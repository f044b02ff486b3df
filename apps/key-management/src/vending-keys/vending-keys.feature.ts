import { Outbox } from '@openprepay/messaging/outbox';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { Signal } from '@openprepay/pace/signal';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { CLOCK, LOGGER, provide, provideBy, token } from '@openprepay/runtime/service';
import { AuditLog } from '../audit/audit-log.js';
import { AuditedRefusals } from '../audit/audited-refusals.js';
import { SECURITY_MODULE } from '../security-module/security-module.feature.js';
import { SupplyGroupRepository } from '../supply-groups/supply-group.repository.js';
import { BeginRetiring } from './begin-retiring.js';
import { CreateVendingKey } from './create-vending-key.js';
import { DamagedKeys } from './damaged-keys.js';
import { EnterComponent } from './enter-component.js';
import { FindVendingKey } from './find-vending-key.js';
import { FindVendingKeys } from './find-vending-keys.js';
import { KeyComponentRepository } from './key-component.repository.js';
import { MoveVendingKey } from './move-vending-key.js';
import { NoteKeyIntegrity } from './note-key-integrity.js';
import { RequireMasterKeys } from './require-master-keys.js';
import { VendingKeyChanges } from './vending-key-changes.js';
import { VendingKeyRepository } from './vending-key.repository.js';
import { VendingKeysController } from './vending-keys.controller.js';

const KEY_DAMAGED = token<Signal>('a key was found damaged');
const NOTE_EVERY_MS = 60_000;

export const vendingKeys: Feature = {
  controllers: [VendingKeysController],
  providers: [
    provide(VendingKeyRepository, []),
    provide(KeyComponentRepository, []),
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
      AuditedRefusals,
      CLOCK,
    ]),
    provide(MoveVendingKey, [VendingKeyRepository, KeyComponentRepository, VendingKeyChanges, AuditLog]),
    provide(BeginRetiring, [UnitOfWork, VendingKeyRepository, KeyComponentRepository, MoveVendingKey, CLOCK]),
    provideBy(KEY_DAMAGED, [], () => new Signal()),
    provide(DamagedKeys, [LOGGER, KEY_DAMAGED]),
    provide(NoteKeyIntegrity, [UnitOfWork, VendingKeyRepository, DamagedKeys, AuditLog, CLOCK]),
    repeating([NoteKeyIntegrity], { name: 'damaged keys', everyMs: NOTE_EVERY_MS, signal: KEY_DAMAGED }, (note) => note.execute()),
    provide(FindVendingKey, [UnitOfWork, VendingKeyRepository, KeyComponentRepository]),
    provide(FindVendingKeys, [UnitOfWork, VendingKeyRepository, KeyComponentRepository]),
    provide(RequireMasterKeys, [UnitOfWork, VendingKeyRepository, SECURITY_MODULE, LOGGER]),
    // The container waits for it: nothing consumes or listens before.
    provideBy(token('the master keys that stored keys need'), [RequireMasterKeys], (requireMasterKeys) => requireMasterKeys.execute()),
  ],
};
