import type { LiveStreamEvent } from '@openprepay/contracts/http/stream';

/** Whether something of these kinds happened, or may have: of events that came faster than they are told, nobody knows the kind. */
export const tells = (events: readonly Pick<LiveStreamEvent, 'event'>[], kinds: readonly LiveStreamEvent['event'][]): boolean =>
  events.some(({ event }) => event === 'skipped' || kinds.includes(event));
