import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { provide } from '@openprepay/runtime/service';
import { FindVend } from './find-vend.js';
import { FindVendByKey } from './find-vend-by-key.js';
import { FindVends } from './find-vends.js';
import { VendRepository } from './vend.repository.js';
import { VendsController } from './vends.controller.js';

/** The vend itself: what it is, how it is kept and shown. Selling makes one, settling ends it. */
export const vend: Feature = {
  controllers: [VendsController],
  providers: [
    provide(VendRepository, []),
    provide(FindVend, [UnitOfWork, VendRepository]),
    provide(FindVendByKey, [UnitOfWork, VendRepository]),
    provide(FindVends, [UnitOfWork, VendRepository]),
  ],
};
