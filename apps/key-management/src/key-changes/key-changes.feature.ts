import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide, provideBy, token } from '@openprepay/runtime/service';
import { AuditLog } from '../audit/audit-log.js';
import { AuditedRefusals } from '../audit/audited-refusals.js';
import { KEY_MANAGEMENT_CONFIG } from '../key-management.config.js';
import { KeyComponentRepository } from '../vending-keys/key-component.repository.js';
import { MoveVendingKey } from '../vending-keys/move-vending-key.js';
import { VendingKeyRepository } from '../vending-keys/vending-key.repository.js';
import { ApproveKeyChange } from './approve-key-change.js';
import { AskForKeyChange, type KeyChangeSettings } from './ask-for-key-change.js';
import { FindKeyChange } from './find-key-change.js';
import { FindKeyChanges } from './find-key-changes.js';
import { KeyChangeRepository } from './key-change.repository.js';
import { KeyChangesController } from './key-changes.controller.js';
import { RefuseKeyChange } from './refuse-key-change.js';

const SETTINGS = token<KeyChangeSettings>('key change settings');
const MINUTE_MS = 60_000;

/** What it takes two custodians to do to a key that is there. */
export const keyChanges: Feature = {
  controllers: [KeyChangesController],
  providers: [
    provideBy(SETTINGS, [KEY_MANAGEMENT_CONFIG], (config) => ({ retirementDelayMs: config.KEY_RETIREMENT_DELAY_MINUTES * MINUTE_MS })),
    provide(KeyChangeRepository, []),
    provide(AskForKeyChange, [
      UnitOfWork,
      VendingKeyRepository,
      KeyComponentRepository,
      KeyChangeRepository,
      MoveVendingKey,
      AuditLog,
      CLOCK,
      SETTINGS,
    ]),
    provide(ApproveKeyChange, [UnitOfWork, VendingKeyRepository, KeyChangeRepository, MoveVendingKey, AuditedRefusals, CLOCK]),
    provide(RefuseKeyChange, [UnitOfWork, KeyChangeRepository, AuditLog, CLOCK]),
    provide(FindKeyChange, [UnitOfWork, KeyChangeRepository, CLOCK]),
    provide(FindKeyChanges, [UnitOfWork, KeyChangeRepository, CLOCK]),
  ],
};
