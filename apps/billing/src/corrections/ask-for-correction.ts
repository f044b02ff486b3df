import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { BillingError } from '../billing-error.js';
import type { JournalRepository } from '../ledger/journal.repository.js';
import { type Correction, readLines, replayed, type WantedCorrection, type WrittenLine } from './correction.js';
import type { CorrectionRepository } from './correction.repository.js';

export interface AskForCorrectionCommand {
  readonly idempotencyKey: string;
  readonly lines: readonly WrittenLine[];
  /** The utility's, where absent. */
  readonly currency?: string | undefined;
  readonly reason: string;
  /** The reference of the entry that was wrong. */
  readonly corrects?: string | undefined;
  /** True: also where a correction of that entry is booked, or waits. */
  readonly again?: boolean | undefined;
}

export interface AskedCorrection {
  readonly correction: Correction;
  /** True where the key had been this correction before. */
  readonly isReplay: boolean;
}

/** Keeps an entry that somebody wants to be booked until a second person decides. */
export class AskForCorrection {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly corrections: CorrectionRepository,
    private readonly journal: JournalRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat: a person's key is one correction.
   * @throws {BillingError} `billing.idempotency_key_reused`, `billing.entry_unknown`, `billing.entry_corrected`, and as `readLines`
   */
  async execute(caller: Principal, { idempotencyKey, ...written }: AskForCorrectionCommand): Promise<AskedCorrection> {
    const { currency = caller.currency, reason, corrects, again } = written;
    const wanted: WantedCorrection = { currency, lines: readLines(written.lines, currency), reason, corrects };
    const { subject, username } = caller;
    return this.unitOfWork.run(caller.utility, async (tx) => {
      await this.corrections.lockPerson(tx, subject);
      const earlier = await this.corrections.findByKey(tx, subject, idempotencyKey);
      if (earlier) return { correction: replayed(earlier, wanted), isReplay: true };

      if (corrects !== undefined && (await this.journal.list(tx, { reference: corrects, limit: 1 })).length === 0) {
        throw new BillingError('billing.entry_unknown', `no entry is booked under ${corrects}`);
      }
      if (corrects !== undefined && !again) await this.requireUncorrected(tx, corrects);
      const correction: Correction = {
        ...wanted,
        correctionId: this.clock.newId(),
        idempotencyKey,
        requestedBy: { subject, username },
        requestedAt: this.clock.now(),
        decision: undefined,
      };
      await this.corrections.insert(tx, correction);
      return { correction, isReplay: false };
    });
  }
  /** One mistake is made good once, unless somebody says that it takes more. Of two who ask at once the second one is told. */
  private async requireUncorrected(tx: Tx, corrects: string): Promise<void> {
    await this.corrections.lockEntry(tx, corrects);
    const [earlier] = await this.corrections.ofEntry(tx, corrects);
    if (!earlier) return;
    const state = earlier.decision ? 'booked' : 'waiting';
    throw new BillingError(
      'billing.entry_corrected',
      `correction ${earlier.correctionId} of ${corrects} is ${state}: say again if this is another one`,
    );
  }
}
