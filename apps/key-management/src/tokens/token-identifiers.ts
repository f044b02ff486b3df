import type { BaseDate } from '@openprepay/contracts/wire';
import { nextTokenIdentifier, tokenIdentifierAt } from '@openprepay/sts';
import { KeyManagementError } from '../key-management-error.js';

/**
 * Minutes by which a meter's identifiers may run ahead of the clock: one token a minute is all that 24 bits have room for,
 * so a meter that is a week ahead is being used up by a fault, or by somebody.
 */
export const MAX_TOKEN_IDENTIFIER_LEAD = 10_080;
const HOUR_MS = 3_600_000;

/** What a utility lets one meter have. */
export interface MeterPolicy {
  /** Tokens in an hour, which begins with the first of them. No household needs as many; who drains a meter's identifiers does. */
  readonly tokensPerHour: number;
}

/** A utility's meter on a base date: what no two of its tokens with one identifier may share. */
export interface IdentifierSeries {
  readonly meterPan: string;
  readonly baseDate: BaseDate;
}

/** A series and the last identifier it has given, undefined before the first. */
export interface IdentifierCounter extends IdentifierSeries {
  readonly lastIssued: number | undefined;
  /** The tokens of the hour that is counted, undefined before the first. */
  readonly hour: { readonly beganAt: Date; readonly tokens: number } | undefined;
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
    private readonly policy: MeterPolicy,
  ) {
    this.last = new Map(counters.map((counter) => [seriesKey(counter), counter]));
  }

  /**
   * The next identifiers of a meter, all of them or none.
   *
   * @throws {StsError} `sts.key_expired`, `sts.token_identifier_exhausted`, `sts.token_identifier_out_of_range`
   * @throws {KeyManagementError} `key-management.token_identifier_lead_exceeded`, `key-management.meter_tokens_exhausted`
   */
  take({ meterPan, baseDate, count, keyExpiry }: IdentifierWish): readonly number[] {
    const key = seriesKey({ meterPan, baseDate });
    const counter = this.last.get(key);
    if (!counter) throw new Error('identifiers are taken from counters that are locked');
    const hour = this.countInHour(counter, count);
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
    this.last.set(key, { meterPan, baseDate, lastIssued, hour });
    this.movedKeys.add(key);
    return taken;
  }

  private countInHour({ hour }: IdentifierCounter, count: number): NonNullable<IdentifierCounter['hour']> {
    const age = hour === undefined ? undefined : this.now.getTime() - hour.beganAt.getTime();
    // An hour that lies ahead was counted by a clock that was wrong.
    const current = hour !== undefined && age !== undefined && age >= 0 && age < HOUR_MS ? hour : { beganAt: this.now, tokens: 0 };
    const tokens = current.tokens + count;
    const { tokensPerHour } = this.policy;
    if (tokens > tokensPerHour) {
      const again = new Date(current.beganAt.getTime() + HOUR_MS).toISOString();
      throw new KeyManagementError(
        'key-management.meter_tokens_exhausted',
        `a meter has no more than ${tokensPerHour} tokens within an hour: this one may have its next from ${again} on`,
      );
    }
    return { ...current, tokens };
  }

  /** The counters that have given identifiers. */
  moved(): readonly IdentifierCounter[] {
    return [...this.movedKeys].map((key) => this.last.get(key)!);
  }
}
