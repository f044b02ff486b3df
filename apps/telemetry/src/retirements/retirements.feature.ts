import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { consumers, provide } from '@openprepay/runtime/service';
import { RevokeCredentials } from '../credentials/revoke-credentials.js';
import { WithdrawDeliveries } from '../deliveries/withdraw-deliveries.js';
import { KeepMeters } from '../meters/keep-meters.js';
import { RetireMeters } from './retire-meters.js';
import { retirementsConsumers } from './retirements.consumer.js';

export const retirements: Feature = {
  providers: [
    provide(RetireMeters, [UnitOfWork, KeepMeters, RevokeCredentials, WithdrawDeliveries]),
    consumers([RetireMeters], retirementsConsumers),
  ],
};
