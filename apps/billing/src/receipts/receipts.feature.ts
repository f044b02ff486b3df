import { Outbox } from '@openprepay/messaging/outbox';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { CLOCK, consumers, LOGGER, provide, provideBy, token } from '@openprepay/runtime/service';
import { BILLING_CONFIG } from '../billing.config.js';
import { NoteReceiptsStated } from './note-receipts-stated.js';
import { ReadReceipts } from './read-receipts.js';
import type { ReceiptWatchSettings } from './receipt-watch.js';
import { ReceiptWatchRepository } from './receipt-watch.repository.js';
import { ReceiptMetrics } from './receipts-metrics.js';
import { receiptsStatedConsumers } from './receipts-stated.consumer.js';
import { ReceiptsController } from './receipts.controller.js';
import { WatchReceipts } from './watch-receipts.js';

const RECEIPT_WATCH = token<ReceiptWatchSettings>('receipt watch settings');
/** Unless a receipt is missing sooner. */
const EVERY_MS = 60_000;

const everyMs = (_watch: WatchReceipts, { missingAfterMs }: ReceiptWatchSettings): number => Math.min(EVERY_MS, missingAfterMs);

/** Whether every receipt that there is has been booked. */
export const receipts: Feature = {
  controllers: [ReceiptsController],
  providers: [
    provideBy(RECEIPT_WATCH, [BILLING_CONFIG], (config) => ({ missingAfterMs: config.RECEIPT_MISSING_AFTER_MS })),
    provide(ReceiptWatchRepository, []),
    provide(ReceiptMetrics, []),
    provide(NoteReceiptsStated, [ReceiptWatchRepository]),
    provide(ReadReceipts, [UnitOfWork, ReceiptWatchRepository]),
    provide(WatchReceipts, [UnitOfWork, ReceiptWatchRepository, Outbox, ReceiptMetrics, LOGGER, RECEIPT_WATCH, CLOCK]),
    consumers([NoteReceiptsStated], receiptsStatedConsumers),
    repeating([WatchReceipts, RECEIPT_WATCH], { name: 'watch-receipts', everyMs }, (watch) => watch.execute()),
  ],
};
