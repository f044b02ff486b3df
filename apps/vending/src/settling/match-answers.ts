import { isReversed, type Vend, type VendState } from '../vend/vend.js';
import { VendingError } from '../vending-error.js';

/** What is common to all that the vault says of a request. */
interface VaultAnswer {
  readonly requestId: string;
  readonly meterNumber: string;
  readonly meterPan: string;
}

export interface AnsweredVend<Answer> {
  readonly vend: Vend;
  readonly answer: Answer;
}

/**
 * Puts answers of the vault beside the vends that await them, once each; repeated answers are left out.
 * @throws {VendingError} `vending.vend_not_found`, `vending.token_answer_contradicts` where the vend is another meter's or has ended
 *   otherwise
 */
export function matchAnswers<Answer extends VaultAnswer>(
  vends: readonly Vend[],
  answers: readonly Answer[],
  outcome: Exclude<VendState, 'awaiting-token' | 'reversed'>,
): readonly AnsweredVend<Answer>[] {
  const byId = new Map(vends.map((vend) => [vend.vendId, vend]));
  const first = new Map<string, Answer>();
  for (const answer of answers) if (!first.has(answer.requestId)) first.set(answer.requestId, answer);

  return [...first.values()].flatMap((answer) => {
    const vend = byId.get(answer.requestId);
    if (!vend) throw new VendingError('vending.vend_not_found', `the vault answers for vend ${answer.requestId}, which there is not`);
    if (vend.meter.meterNumber !== answer.meterNumber || vend.meter.meterPan !== answer.meterPan) {
      throw new VendingError('vending.token_answer_contradicts', `the answer for vend ${vend.vendId} is for another meter`);
    }
    if (vend.outcome.state === 'awaiting-token') return [{ vend, answer }];
    // what was taken back since had been completed
    if (vend.outcome.state === outcome || (isReversed(vend) && outcome === 'completed')) return [];
    throw new VendingError('vending.token_answer_contradicts', `vend ${vend.vendId} is ${vend.outcome.state}, the answer says ${outcome}`);
  });
}

/** The vends that answers name. */
export const requestIdsOf = (answers: readonly { readonly requestId: string }[]): readonly string[] =>
  answers.map(({ requestId }) => requestId);
