import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { CLOCK, consumers, LOGGER, provide, provideBy, token } from '@openprepay/runtime/service';
import { BILLING_CONFIG } from '../billing.config.js';
import { ReceiptWatchRepository } from '../receipts/receipt-watch.repository.js';
import { CheckFloats, type FloatCheckSettings } from './check-floats.js';
import { FindFloatDifferences } from './find-float-differences.js';
import { FloatRepository } from './float.repository.js';
import { FloatMetrics } from './floats-metrics.js';
import { floatsStatedConsumers } from './floats-stated.consumer.js';
import { FloatsController } from './floats.controller.js';
import { NoteFloatStated } from './note-float-stated.js';

const FLOAT_CHECK = token<FloatCheckSettings>('float check settings');
/** Unless a float is late sooner. */
const EVERY_MS = 60_000;

const everyMs = (_check: CheckFloats, { lateAfterMs }: FloatCheckSettings): number => Math.min(EVERY_MS, lateAfterMs);

/** Whether vendors' floats are what the ledger says. */
export const floats: Feature = {
  controllers: [FloatsController],
  providers: [
    provideBy(FLOAT_CHECK, [BILLING_CONFIG], (config) => ({ lateAfterMs: config.RECEIPT_MISSING_AFTER_MS })),
    provide(FloatRepository, []),
    provide(FloatMetrics, []),
    provide(NoteFloatStated, [FloatRepository, CLOCK]),
    provide(FindFloatDifferences, [UnitOfWork, FloatRepository]),
    provide(CheckFloats, [UnitOfWork, FloatRepository, ReceiptWatchRepository, FloatMetrics, LOGGER, FLOAT_CHECK, CLOCK]),
    consumers([NoteFloatStated], floatsStatedConsumers),
    repeating([CheckFloats, FLOAT_CHECK], { name: 'check-floats', everyMs }, (check) => check.execute()),
  ],
};
