import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { provide } from '@openprepay/runtime/service';
import { MeterRepository } from '../meters/meter.repository.js';
import { DesiredRepository } from './desired.repository.js';
import { FindShadow } from './find-shadow.js';
import { MeterRegisterRepository } from './meter-register.repository.js';
import { MeterStateRepository } from './meter-state.repository.js';
import { ShadowController } from './shadow.controller.js';

export const shadow: Feature = {
  controllers: [ShadowController],
  providers: [
    provide(MeterStateRepository, []),
    provide(MeterRegisterRepository, []),
    provide(DesiredRepository, []),
    provide(FindShadow, [UnitOfWork, MeterRepository, MeterStateRepository, MeterRegisterRepository, DesiredRepository]),
  ],
};
