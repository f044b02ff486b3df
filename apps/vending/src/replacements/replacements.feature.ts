import { Outbox } from '@openprepay/messaging/outbox';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { CountPeople } from '../free-issues/count-people.js';
import { FreeIssueRepository } from '../free-issues/free-issue.repository.js';
import { KeyChangeRepository } from '../key-changes/key-change.repository.js';
import { MeterRepository } from '../meters/meter.repository.js';
import { SellVend } from '../selling/sell-vend.js';
import { SupplyRepository } from '../supplies/supply.repository.js';
import { VendRepository } from '../vend/vend.repository.js';
import { FindReplacement } from './find-replacement.js';
import { ReplaceMeter } from './replace-meter.js';
import { ReplacementRepository } from './replacement.repository.js';
import { ReplacementsController } from './replacements.controller.js';
import { TakePlace } from './take-place.js';

export const replacements: Feature = {
  controllers: [ReplacementsController],
  providers: [
    provide(ReplacementRepository, []),
    provide(TakePlace, [MeterRepository, SupplyRepository, KeyChangeRepository, Outbox, CLOCK]),
    provide(FindReplacement, [UnitOfWork, MeterRepository, ReplacementRepository, FreeIssueRepository, VendRepository, CLOCK]),
    provide(ReplaceMeter, [
      UnitOfWork,
      MeterRepository,
      TakePlace,
      ReplacementRepository,
      FreeIssueRepository,
      CountPeople,
      SellVend,
      FindReplacement,
      CLOCK,
    ]),
  ],
};
