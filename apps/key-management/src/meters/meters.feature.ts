import type { Feature } from '@openprepay/runtime/feature';
import { consumers, provide } from '@openprepay/runtime/service';
import { KnownMeterRepository } from './known-meter.repository.js';
import { metersConsumers } from './meters.consumer.js';
import { RememberMeters } from './remember-meters.js';

/** What vending says of meters. */
export const meters: Feature = {
  providers: [
    provide(KnownMeterRepository, []),
    provide(RememberMeters, [KnownMeterRepository]),
    consumers([RememberMeters], metersConsumers),
  ],
};
