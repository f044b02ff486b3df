import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { TerminalRepository } from '../terminals/terminal.repository.js';
import { BatchRepository } from './batch.repository.js';
import { BatchesController } from './batches.controller.js';
import { CloseBatch } from './close-batch.js';
import { FindBatch } from './find-batch.js';
import { FindBatches } from './find-batches.js';
import { OpenBatch } from './open-batch.js';

/** What a till has sold between two moments, and what was counted in it. */
export const batches: Feature = {
  controllers: [BatchesController],
  providers: [
    provide(BatchRepository, []),
    provide(OpenBatch, [UnitOfWork, TerminalRepository, BatchRepository, CLOCK]),
    provide(FindBatch, [UnitOfWork, BatchRepository]),
    provide(FindBatches, [UnitOfWork, BatchRepository]),
    provide(CloseBatch, [UnitOfWork, BatchRepository, CLOCK]),
  ],
};
