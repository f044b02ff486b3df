import type { BaseDate } from '@openprepay/contracts/wire';
import { nextTokenIdentifier, tokenIdentifierAt } from '@openprepay/sts';
import { KeyManagementError } from '../key-management-error.js';

/**
 * Minutes by which a meter's identifiers may run ahead of the clock: one token a minute is all that 24 bits have room for,
 * so a meter that is a week ahead is being used up by a fault, or by somebody.
 */
export const MAX_TOKEN_IDENTIFIER_LEAD = 10_080;

/** A meter on a base date: what no two tokens with one identifier may share, whichever utility sells to it. */
export interface IdentifierSeries {
  readonly meterPan: string;
  readonly baseDate: BaseDate;
}

/** A series and the last identifier it has given, undefined before the first. */
export interface IdentifierCounter extends IdentifierSeries {
  readonly lastIssued: number | undefined;
}

export const seriesKey = ({ meterPan, baseDate }: IdentifierSeries): string => `${meterPan}/${baseDate}`;

/** What identifiers are taken for. */
export interface IdentifierWish extends IdentifierSeries {
  readonly count: number;
  /** KEN of the key that will encrypt the tokens. */
  readonly keyExpiry: number;
}

/** Gives out identifiers from locked counters, in memory; the caller stores the counters that have moved. */
export class TokenIdentifiers {
  private readonly last: Map<string, IdentifierCounter>;
  private readonly movedKeys = new Set<string>();

  constructor(
    counters: readonly IdentifierCounter[],
    private readonly now: Date,
  ) {
    this.last = new Map(counters.map((counter) => [seriesKey(counter), counter]));
  }

  /**
   * The next identifiers of a meter, all of them or none.
   *
   * @throws {StsError} `sts.key_expired`, `sts.token_identifier_exhausted`, `sts.token_identifier_out_of_range`
   * @throws {KeyManagementError} `key-management.token_identifier_lead_exceeded`
   */
  take({ meterPan, baseDate, count, keyExpiry }: IdentifierWish): readonly number[] {
    const key = seriesKey({ meterPan, baseDate });
    const counter = this.last.get(key);
    if (!counter) throw new Error('identifiers are taken from counters that are locked');
    const taken: number[] = [];
    let lastIssued = counter.lastIssued;
    while (taken.length < count) {
      lastIssued = nextTokenIdentifier({ at: this.now, baseDate, lastIssued, keyExpiry });
      taken.push(lastIssued);
    }
    if (lastIssued !== undefined && lastIssued - tokenIdentifierAt(this.now, baseDate) > MAX_TOKEN_IDENTIFIER_LEAD) {
      throw new KeyManagementError(
        'key-management.token_identifier_lead_exceeded',
        'the meter has had more tokens than there were minutes',
      );
    }
    this.last.set(key, { meterPan, baseDate, lastIssued });
    this.movedKeys.add(key);
    return taken;
  }

  /** The counters that have given identifiers. */
  moved(): readonly IdentifierCounter[] {
    return [...this.movedKeys].map((key) => this.last.get(key)!);
  }
}
