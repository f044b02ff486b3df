import { Notifications } from '@openprepay/persistence/notifications';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, consumers, provide, provideBy, token } from '@openprepay/runtime/service';
import { TELEMETRY_CONFIG } from '../telemetry.config.js';
import { AwaitMeter, type MeterSettings } from './await-meter.js';
import { KeepMeters } from './keep-meters.js';
import { MeterDirectory } from './meter-directory.js';
import { MeterRepository } from './meter.repository.js';
import { metersConsumers } from './meters.consumer.js';

const METERS = token<MeterSettings>('meter settings');

export const meters: Feature = {
  providers: [
    provideBy(METERS, [TELEMETRY_CONFIG], (config) => ({ waitMs: config.METER_WAIT_MS })),
    provide(MeterRepository, []),
    provide(MeterDirectory, [UnitOfWork, MeterRepository, CLOCK]),
    provide(KeepMeters, [MeterRepository]),
    provide(AwaitMeter, [UnitOfWork, MeterRepository, Notifications, METERS]),
    consumers([KeepMeters], metersConsumers),
  ],
};
