import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { ClosedKeyRepository } from './closed-key.repository.js';
import { FindVend } from './find-vend.js';
import { FindVendByKey } from './find-vend-by-key.js';
import { FindVends } from './find-vends.js';
import { ForgetClosedKeys } from './forget-closed-keys.js';
import { VendRepository } from './vend.repository.js';
import { VendsController } from './vends.controller.js';

/** The vend itself: what it is, how it is kept and shown. Selling makes one, settling ends it. */
export const vend: Feature = {
  controllers: [VendsController],
  providers: [
    provide(VendRepository, []),
    provide(FindVend, [UnitOfWork, VendRepository]),
    provide(ClosedKeyRepository, []),
    provide(FindVendByKey, [UnitOfWork, VendRepository, ClosedKeyRepository, CLOCK]),
    provide(FindVends, [UnitOfWork, VendRepository]),
    provide(ForgetClosedKeys, [UnitOfWork, ClosedKeyRepository, CLOCK]),
    repeating([ForgetClosedKeys], { name: 'closed keys', everyMs: 3_600_000 }, (forget) => forget.execute()),
  ],
};
