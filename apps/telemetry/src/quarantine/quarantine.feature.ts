import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { CountQuarantined } from './count-quarantined.js';
import { DiscardQuarantined } from './discard-quarantined.js';
import { FindQuarantinedMessages } from './find-quarantined-messages.js';
import { QuarantineController } from './quarantine.controller.js';
import { QuarantineRepository } from './quarantine.repository.js';
import { QuarantineShare } from './quarantine-share.js';

export const quarantine: Feature = {
  controllers: [QuarantineController],
  providers: [
    provide(QuarantineRepository, [CLOCK]),
    provide(QuarantineShare, []),
    provide(FindQuarantinedMessages, [UnitOfWork, QuarantineRepository]),
    provide(CountQuarantined, [UnitOfWork, QuarantineRepository]),
    provide(DiscardQuarantined, [UnitOfWork, QuarantineRepository, CLOCK]),
  ],
};
