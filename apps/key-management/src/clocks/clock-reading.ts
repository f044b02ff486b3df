import { NamedOutage } from '@openprepay/contracts/coded';
import { KeyManagementError } from '../key-management-error.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Clocks that agree differ by less. Identifiers count minutes, so less than this changes nothing that a meter would notice. */
export const MAX_CLOCK_SKEW_MS = 2 * MINUTE_MS;
/** A request that is ahead by no more is waited for: the others behind it are held up for minutes at most. */
export const MAX_CLOCK_WAIT_MS = 5 * MINUTE_MS;
/** A request is not older: whoever is still waiting for its answer has asked again since, and no topic keeps it so long. */
export const MAX_REQUEST_AGE_MS = 31 * DAY_MS;

const JUMPED = 'key-management.clock_jumped';

/** What the clocks say, read together. */
export interface ClockReading {
  /** This process's, before and after the database was asked. */
  readonly before: Date;
  readonly after: Date;
  readonly database: Date;
  /** The time of the last tokens that were stored, by the database's clock then. */
  readonly lastIssuedAt: Date | undefined;
}

/**
 * Lets nothing be made by a clock that another one contradicts. An identifier of the future that a meter has taken makes it
 * refuse every one of the present, and nothing takes that back.
 *
 * @throws {NamedOutage} `key-management.clock_jumped` where waiting, or a person, has to set it right
 */
export function requireAgreement({ before, after, database }: ClockReading): void {
  const ahead = database.getTime() - after.getTime();
  const behind = before.getTime() - database.getTime();
  const skew = Math.max(ahead, behind);
  if (skew <= MAX_CLOCK_SKEW_MS) return;
  const which = ahead > behind ? 'ahead of' : 'behind';
  throw new NamedOutage(JUMPED, `the database’s clock is ${seconds(skew)} s ${which} this process’s: nothing is issued until they agree`);
}

/**
 * As `requireAgreement`, for the time at which somebody else says that they asked.
 *
 * @throws {NamedOutage} `key-management.clock_jumped` where the vault's own clocks have gone back, or the request's time will have come soon
 * @throws {KeyManagementError} `key-management.clock_jumped` where it stands alone with its time: it is set aside, not answered
 */
export function requirePlausible(requestedAt: Date, { database, lastIssuedAt }: ClockReading): void {
  const ahead = requestedAt.getTime() - database.getTime();
  if (-ahead > MAX_REQUEST_AGE_MS) {
    throw new KeyManagementError(
      JUMPED,
      `it was asked for ${seconds(-ahead)} s ago: one of the clocks has jumped, or it has waited too long`,
    );
  }
  if (ahead <= MAX_CLOCK_SKEW_MS) return;
  const message = `it was asked for ${seconds(ahead)} s ahead of the database’s clock`;
  const ownPast = lastIssuedAt !== undefined && lastIssuedAt.getTime() - database.getTime() > MAX_CLOCK_SKEW_MS;
  if (ownPast) throw new NamedOutage(JUMPED, `${message}, and so was the last token: the vault’s clocks have gone back`);
  if (ahead <= MAX_CLOCK_WAIT_MS) throw new NamedOutage(JUMPED, message);
  throw new KeyManagementError(JUMPED, message);
}

const seconds = (ms: number): string => (ms / 1_000).toFixed(0);
