import { Outbox } from '@openprepay/messaging/outbox';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { RecordAccountChange } from '../account-changes/record-account-change.js';
import { AskForCustodian } from './ask-for-custodian.js';
import { CustodianRequestRepository } from './custodian-request.repository.js';
import { PublishCustodianChange } from './publish-custodian-change.js';

export const custodians: Feature = {
  providers: [
    provide(CustodianRequestRepository, []),
    provide(PublishCustodianChange, [Outbox, CLOCK]),
    provide(AskForCustodian, [CustodianRequestRepository, RecordAccountChange, PublishCustodianChange, CLOCK]),
  ],
};
