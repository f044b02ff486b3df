import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { JournalRepository } from '../ledger/journal.repository.js';
import { AskForCorrection } from './ask-for-correction.js';
import { CorrectionRepository } from './correction.repository.js';
import { CorrectionsController } from './corrections.controller.js';
import { DecideCorrection } from './decide-correction.js';
import { FindCorrections } from './find-corrections.js';

/** Entries that people book, by two of them. */
export const corrections: Feature = {
  controllers: [CorrectionsController],
  providers: [
    provide(CorrectionRepository, []),
    provide(AskForCorrection, [UnitOfWork, CorrectionRepository, JournalRepository, CLOCK]),
    provide(DecideCorrection, [UnitOfWork, CorrectionRepository, JournalRepository, CLOCK]),
    provide(FindCorrections, [UnitOfWork, CorrectionRepository]),
  ],
};
