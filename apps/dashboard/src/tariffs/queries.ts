import { billing } from '../api/billing.js';
import { paged } from '../api/paged.js';

const MANY = 500;

/** All versions, the newest of a code first. */
export const tariffs = paged(
  ['billing', 'tariffs'],
  async (cursor, signal) => (await billing.listTariffs({ query: { cursor, limit: MANY }, signal })).body,
);

/** Of one code, the newest first. */
export const versionsOf = (tariffCode: string) =>
  paged(
    ['billing', 'tariffs', tariffCode],
    async (cursor, signal) => (await billing.listTariffVersions({ params: { tariffCode }, query: { cursor, limit: MANY }, signal })).body,
  );
