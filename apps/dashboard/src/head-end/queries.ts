import { paged } from '../api/paged.js';
import { telemetry } from '../api/telemetry.js';

export const profilesQuery = paged(
  ['device-profiles'],
  async (cursor, signal) => (await telemetry.listDeviceProfiles({ query: { cursor }, signal })).body,
);

const HOUR_MS = 3_600_000;

/**
 * Meters that are away and were not heard of for so many hours, those first that were silent for longest.
 *
 * @param now asked at each reading, milliseconds since 1970
 */
export const awayQuery = (hours: number, now: () => number) =>
  paged(['fleet', 'away', hours], async (cursor, signal) => {
    const lastSeenBefore = new Date(now() - hours * HOUR_MS).toISOString();
    return (await telemetry.listMeters({ query: { presence: 'offline', lastSeenBefore, cursor }, signal })).body;
  });
