import type { SupplyPause, SupplyState } from './supply-state.js';

const MINUTE_MS = 60_000;
/** No zone has been further from UTC than this: a month begins everywhere within it of UTC's. */
const WIDEST_OFFSET_MS = 16 * 60 * MINUTE_MS;

/**
 * The state of a supply that goes on after no meter was on it for a while. Units count on in their month, and what is due stays due;
 * of the months that began meanwhile only the one in which it goes on has fixed charges, which fall due then.
 *
 * A pause in which no month began anywhere on Earth leaves no trace, so that what is remembered of a month has a bound.
 */
export const pauseSupply = (state: SupplyState, pause: SupplyPause): SupplyState =>
  mayBeginMonth(pause) ? { ...state, pauses: [...(state.pauses ?? []), pause] } : state;

function mayBeginMonth({ from, until }: SupplyPause): boolean {
  const earliest = new Date(from.getTime() - WIDEST_OFFSET_MS);
  const nextMonthMs = Date.UTC(earliest.getUTCFullYear(), earliest.getUTCMonth() + 1, 1);
  const reachesOne = until.getTime() >= nextMonthMs - WIDEST_OFFSET_MS;
  return reachesOne && Math.floor(from.getTime() / MINUTE_MS) < Math.floor(until.getTime() / MINUTE_MS);
}
