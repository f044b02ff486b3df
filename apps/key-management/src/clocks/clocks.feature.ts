import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { Health } from '@openprepay/runtime/health';
import { CLOCK, provide, provideBy, token } from '@openprepay/runtime/service';
import { ClockRepository } from './clock.repository.js';
import { Clocks } from './clocks.js';

/** What time it is, by clocks that are compared. */
export const clocks: Feature = {
  providers: [
    provide(ClockRepository, []),
    provide(Clocks, [UnitOfWork, ClockRepository, CLOCK]),
    provideBy(token('the health of the clocks'), [Health, Clocks], (health, checked) => health.add('clocks', () => checked.check())),
  ],
};
