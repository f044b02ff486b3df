import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { requireSecondPerson } from '@openprepay/runtime/second-person';
import { BillingError } from '../billing-error.js';
import type { JournalRepository } from '../ledger/journal.repository.js';
import { type Correction, correctionEntry, type CorrectionDecision, requireOpen } from './correction.js';
import type { CorrectionRepository } from './correction.repository.js';

export interface DecideCorrectionCommand {
  readonly correctionId: string;
  /** Why it is not to be; undefined where it is. */
  readonly refusal: string | undefined;
}

/** Books what one person has asked for because another one wants it too, or says why not. Both stand in the record. */
export class DecideCorrection {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly corrections: CorrectionRepository,
    private readonly journal: JournalRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Whoever asked may refuse it: that takes it back.
   * @throws {BillingError} `billing.correction_unknown`, `billing.correction_decided`; {SecondPersonRequired} `billing.second_person_required`
   */
  async execute(caller: Principal, { correctionId, refusal }: DecideCorrectionCommand): Promise<Correction> {
    const { subject, username } = caller;
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const correction = await this.corrections.require(tx, correctionId);
      requireOpen(correction);
      if (refusal === undefined) {
        const { requestedBy, requestedAt } = correction;
        requireSecondPerson(caller, { requestedBy: requestedBy.subject, requestedAt }, 'billing.second_person_required');
      }
      const at = this.clock.now();
      const state = refusal === undefined ? 'booked' : 'refused';
      const decision: CorrectionDecision = { state, decidedBy: { subject, username }, decidedAt: at, refusal };
      if (!(await this.corrections.decide(tx, correctionId, decision))) {
        throw new BillingError('billing.correction_decided', 'somebody else has decided meanwhile');
      }
      if (refusal === undefined) await this.journal.post(tx, [correctionEntry(correction, { entryId: this.clock.newId(), at })]);
      return { ...correction, decision };
    });
  }
}
