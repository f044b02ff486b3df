import { billing } from '../api/billing.js';
import { paged } from '../api/paged.js';

export const corrections = paged(
  ['billing', 'corrections'],
  async (cursor, signal) => (await billing.listCorrections({ query: { cursor }, signal })).body,
);
