import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { CLOCK, consumers, provide, provideBy, token } from '@openprepay/runtime/service';
import { MeterRepository } from '../meters/meter.repository.js';
import { NoteHeardMeters } from '../presence/note-heard-meters.js';
import { MeterRegisterRepository } from '../shadow/meter-register.repository.js';
import { limits } from '../telemetry-limits.js';
import { TELEMETRY_CONFIG } from '../telemetry.config.js';
import { ContradictionRepository } from './contradiction.repository.js';
import { FindContradictions } from './find-contradictions.js';
import { KeepMonths, type ReadingSettings } from './keep-months.js';
import { ReadingMetrics } from './reading-metrics.js';
import { ReadingPartitionRepository } from './reading-partition.repository.js';
import { ReadingPartitions } from './reading-partitions.js';
import { ReadingRepository } from './reading.repository.js';
import { readingsConsumers } from './readings.consumer.js';
import { ReadingsController } from './readings.controller.js';
import { StoreReadings } from './store-readings.js';

const READINGS = token<ReadingSettings>('reading settings');

export const readings: Feature = {
  controllers: [ReadingsController],
  providers: [
    provideBy(READINGS, [TELEMETRY_CONFIG], (config) => ({ rawRetentionDays: config.RAW_RETENTION_DAYS })),
    provide(ReadingRepository, []),
    provide(ReadingPartitionRepository, []),
    provide(ReadingPartitions, [UnitOfWork, ReadingPartitionRepository]),
    provide(ReadingMetrics, []),
    provide(ContradictionRepository, []),
    provide(FindContradictions, [UnitOfWork, MeterRepository, ContradictionRepository]),
    provide(StoreReadings, [ReadingRepository, ReadingPartitions, MeterRegisterRepository, NoteHeardMeters, ReadingMetrics]),
    provide(KeepMonths, [ReadingPartitions, READINGS, CLOCK]),
    consumers([StoreReadings], readingsConsumers),
    repeating([KeepMonths], { name: 'months of readings', everyMs: limits.readings.monthsEveryMs }, (keep) => keep.execute()),
  ],
};
