import { Outbox } from '@openprepay/messaging/outbox';
import { Notifications } from '@openprepay/persistence/notifications';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { CLOCK, LOGGER, provide, provideBy, token } from '@openprepay/runtime/service';
import { CampaignMeterRepository } from '../campaign-meters/campaign-meter.repository.js';
import { CAMPAIGN_WORK } from '../campaign-meters/campaign-meters.feature.js';
import { KnownKeyRepository } from '../due-keys/known-key.repository.js';
import { MeterRepository } from '../meters/meter.repository.js';
import { VaultRequests } from '../vault-requests/vault-requests.js';
import { VENDING_CONFIG } from '../vending.config.js';
import { ChangeDueKey } from './change-due-key.js';
import { CompleteKeyChanges } from './complete-key-changes.js';
import { ConfirmByMeter } from './confirm-by-meter.js';
import { EndKeyChange } from './end-key-change.js';
import { FailKeyChanges } from './fail-key-changes.js';
import { FindKeyChanges } from './find-key-changes.js';
import { HandOverSet } from './hand-over-set.js';
import { KeyChangeRepository } from './key-change.repository.js';
import { KeyChangeStepsRepository } from './key-change-steps.repository.js';
import { KeyChangeSettlements, type KeyChangeWait } from './key-change-settlements.js';
import { KeyChangesController } from './key-changes.controller.js';
import { OrderKeyChange } from './order-key-change.js';
import { PlaceKeyChange } from './place-key-change.js';
import { PlaceKeyChanges } from './place-key-changes.js';
import { type KeyChangeRetry, ResendKeyChanges } from './resend-key-changes.js';

const SETTINGS = token<KeyChangeWait & KeyChangeRetry>('key change settings');

/** Another key for a meter: its set, and until when that is repeated. */
export const keyChanges: Feature = {
  controllers: [KeyChangesController],
  providers: [
    provideBy(SETTINGS, [VENDING_CONFIG], (config) => ({ vendWaitMs: config.VEND_WAIT_MS, tokenRetryMs: config.TOKEN_RETRY_MS })),
    provide(KeyChangeRepository, []),
    provide(KeyChangeSettlements, [Notifications, UnitOfWork, KeyChangeRepository, SETTINGS]),
    provide(PlaceKeyChange, [MeterRepository, KeyChangeRepository, VaultRequests, CLOCK]),
    provide(PlaceKeyChanges, [MeterRepository, KeyChangeStepsRepository, VaultRequests, CLOCK]),
    provide(OrderKeyChange, [UnitOfWork, MeterRepository, KeyChangeRepository, PlaceKeyChange, KeyChangeSettlements]),
    provide(ChangeDueKey, [
      UnitOfWork,
      MeterRepository,
      KnownKeyRepository,
      CampaignMeterRepository,
      KeyChangeRepository,
      PlaceKeyChange,
      KeyChangeSettlements,
      CLOCK,
    ]),
    provide(KeyChangeStepsRepository, []),
    provide(CompleteKeyChanges, [
      MeterRepository,
      KeyChangeRepository,
      KeyChangeStepsRepository,
      Outbox,
      KeyChangeSettlements,
      CAMPAIGN_WORK,
      CLOCK,
    ]),
    provide(FailKeyChanges, [MeterRepository, KeyChangeRepository, KeyChangeStepsRepository, KeyChangeSettlements, CAMPAIGN_WORK, CLOCK]),
    provide(EndKeyChange, [UnitOfWork, MeterRepository, KeyChangeRepository, VaultRequests, Outbox, CLOCK]),
    provide(HandOverSet, [UnitOfWork, KeyChangeRepository, CampaignMeterRepository, CLOCK]),
    provide(FindKeyChanges, [UnitOfWork, KeyChangeRepository]),
    provide(ConfirmByMeter, [KeyChangeRepository, KeyChangeStepsRepository, CampaignMeterRepository, CLOCK, LOGGER]),
    provide(ResendKeyChanges, [UnitOfWork, KeyChangeRepository, VaultRequests, CLOCK, SETTINGS, LOGGER]),
    repeating([ResendKeyChanges], { name: 'key changes', everyMs: 10_000 }, (resend) => resend.execute()),
  ],
};
