import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { FaultName, Message } from '@openprepay/xmlvend';
import { VendingError } from '../vending-error.js';
import { messageKey } from './message-key.js';
import { type Refusal, refusalOf } from './refusal.js';
import type { TillCall } from './till-call.js';
import type { TillOutcome, TillOutcomeRepository } from './till-outcome.repository.js';

/** By these nothing is settled: the message may be at work elsewhere, or have done what it was for. */
const UNSETTLED: ReadonlySet<FaultName> = new Set(['ServeryBusyEx', 'DuplicateMsgIDEx', 'ExpiredMessageEx', 'IndeterminantLastResponseEx']);

/** Notes how a message that was kept is answered, so that whoever asks what became of it is told, and nothing is done by asking. */
export class NoteOutcome {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outcomes: TillOutcomeRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws what `answer` throws */
  async execute(call: TillCall, answer: () => Promise<Message | Refusal>): Promise<Message | Refusal> {
    await this.tryAgain(call);
    try {
      const answered = await answer();
      await this.note(call, answered);
      return answered;
    } catch (error) {
      if (error instanceof VendingError) await this.note(call, refusalOf(error));
      throw error;
    }
  }

  /** Undefined where it has no answer yet, or whoever answered it died before the end. */
  async find({ terminal }: TillCall, key: string): Promise<TillOutcome | undefined> {
    const { utility, vendorId } = terminal.principal;
    return this.unitOfWork.run(utility, (tx) => this.outcomes.find(tx, { vendorId, messageKey: key }));
  }

  private async tryAgain({ terminal, asked }: TillCall): Promise<void> {
    const { utility, vendorId } = terminal.principal;
    const key = { vendorId, messageKey: messageKey(asked, asked.msgID) };
    await this.unitOfWork.run(utility, (tx) => this.outcomes.tryAgain(tx, key, this.clock.now()));
  }

  private async note({ terminal, asked }: TillCall, answered: Message | Refusal): Promise<void> {
    const { utility, vendorId } = terminal.principal;
    const outcome = outcomeOf(answered);
    if (!outcome) return;
    const noted = { vendorId, messageKey: messageKey(asked, asked.msgID), outcome, at: this.clock.now() };
    await this.unitOfWork.run(utility, (tx) => this.outcomes.note(tx, noted));
  }
}

function outcomeOf(answered: Message | Refusal): TillOutcome | undefined {
  if (!('refused' in answered)) return { state: 'done' };
  if (answered.underWay) return { state: 'under-way' };
  return UNSETTLED.has(answered.refused) ? undefined : { state: 'refused', why: answered.why, code: answered.code };
}
