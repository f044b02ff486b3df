import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, consumers, provide } from '@openprepay/runtime/service';
import { ChangeKeyChangePolicy } from './change-key-change-policy.js';
import { DueKeysController } from './due-keys.controller.js';
import { FindKeyChangePolicy } from './find-key-change-policy.js';
import { KeyChangePolicyRepository } from './key-change-policy.repository.js';
import { keysConsumers } from './keys.consumer.js';
import { KnownKeyRepository } from './known-key.repository.js';
import { RememberKeys } from './remember-keys.js';

/** How vending keys stand, which of them meters are to leave, and what a sale does about it. */
export const dueKeys: Feature = {
  controllers: [DueKeysController],
  providers: [
    provide(KnownKeyRepository, []),
    provide(KeyChangePolicyRepository, []),
    provide(RememberKeys, [KnownKeyRepository]),
    provide(FindKeyChangePolicy, [UnitOfWork, KeyChangePolicyRepository]),
    provide(ChangeKeyChangePolicy, [UnitOfWork, KeyChangePolicyRepository, CLOCK]),
    consumers([RememberKeys], keysConsumers),
  ],
};
