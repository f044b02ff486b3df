import { requireTakesSets, type SetSize } from '../catalogue/set-size.js';
import { changeMeter, type Meter, type MeterKeyData } from '../meters/meter.js';
import { VendingError } from '../vending-error.js';

/** What stands in the way of another key for a meter, as it is behind the meter's lock. */
export interface InTheWay {
  /** A key change that is neither confirmed nor ended. */
  readonly open: boolean;
  /** A token is being made under the key that the meter has. */
  readonly awaited: boolean;
  /** Tokens of a set that the meter's model takes; null where that is not known. */
  readonly setSize: Exclude<SetSize, undefined> | null;
}

/** A set that is open is confirmed by a person or a meter: a meter that has one is looked at again after this. */
const OPEN_AGAIN_MS = 120_000;
/** The vault has an answer in no time: a meter that a token is made for is looked at again after this. */
const AWAITED_AGAIN_MS = 2_000;

/** What a campaign does about a meter whose turn it is. */
export type Verdict =
  | { readonly verdict: 'place' }
  | { readonly verdict: 'later'; readonly afterMs: number }
  | { readonly verdict: 'exempt'; readonly reason: string }
  | { readonly verdict: 'refused'; readonly code: string; readonly reason: string };

/** @param to what becomes different of its key */
export function judgeMeter(meter: Meter, to: Partial<MeterKeyData>, { open, awaited, setSize }: InTheWay): Verdict {
  if (meter.replacedBy !== undefined) return { verdict: 'exempt', reason: `the meter was replaced by meter ${meter.replacedBy}` };
  if (open || meter.keyChangePending) return { verdict: 'later', afterMs: OPEN_AGAIN_MS };
  if (awaited) return { verdict: 'later', afterMs: AWAITED_AGAIN_MS };
  try {
    const { keyData } = changeMeter(meter, { keyData: to }, meter.changedAt);
    const same = Object.entries(keyData).every(([name, value]) => meter.keyData[name as keyof MeterKeyData] === value);
    if (same) return { verdict: 'exempt', reason: 'the meter has this key already' };
    requireTakesSets(meter.keyData.encryptionAlgorithm, setSize ?? undefined);
    return { verdict: 'place' };
  } catch (error) {
    if (!(error instanceof VendingError)) throw error;
    return { verdict: 'refused', code: error.code, reason: error.message };
  }
}
