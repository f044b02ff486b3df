import { paged } from '../api/paged.js';
import { vending } from '../api/vending.js';

/** Its tokens come from the vault, and what the meter says of them from the meter: no event tells. */
const READ_AGAIN_MS = 10_000;

export const keyChangesOf = (meterNumber: string) => ({
  ...paged(
    ['key-changes', meterNumber],
    async (cursor, signal) => (await vending.listKeyChanges({ params: { meterNumber }, query: { cursor }, signal })).body,
  ),
  refetchInterval: READ_AGAIN_MS,
});
