import { paged } from '../api/paged.js';
import { telemetry } from '../api/telemetry.js';

export const profilesQuery = paged(
  ['device-profiles'],
  async (cursor, signal) => (await telemetry.listDeviceProfiles({ query: { cursor }, signal })).body,
);
