import { paged } from '../api/paged.js';
import { vending } from '../api/vending.js';

export const terminalsOf = (vendorId: string) =>
  paged(
    ['terminals', vendorId],
    async (cursor, signal) => (await vending.listTerminals({ params: { vendorId }, query: { cursor }, signal })).body,
  );
