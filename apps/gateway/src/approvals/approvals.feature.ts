import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide, provideBy, token } from '@openprepay/runtime/service';
import { RecordAccountChange } from '../account-changes/record-account-change.js';
import { CustodianRequestRepository } from '../custodians/custodian-request.repository.js';
import { PublishCustodianChange } from '../custodians/publish-custodian-change.js';
import { GATEWAY_CONFIG } from '../gateway.config.js';
import { UserRepository } from '../users/user.repository.js';
import { CustodianRequestsController } from './custodian-requests.controller.js';
import { type CustodianSettings, DecideCustodianRequest } from './decide-custodian-request.js';
import { FindCustodianRequests } from './find-custodian-requests.js';

const CUSTODIANS = token<CustodianSettings>('custodian settings');

export const approvals: Feature = {
  controllers: [CustodianRequestsController],
  providers: [
    provideBy(CUSTODIANS, [GATEWAY_CONFIG], (config) => ({ delayMinutes: config.CUSTODIAN_DELAY_MINUTES })),
    provide(FindCustodianRequests, [UnitOfWork, CustodianRequestRepository]),
    provide(DecideCustodianRequest, [
      UnitOfWork,
      CustodianRequestRepository,
      UserRepository,
      RecordAccountChange,
      PublishCustodianChange,
      CUSTODIANS,
      CLOCK,
    ]),
  ],
};
