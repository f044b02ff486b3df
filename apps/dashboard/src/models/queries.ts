import type { QueryClient } from '@tanstack/react-query';
import { paged } from '../api/paged.js';
import { vending } from '../api/vending.js';

export const manufacturersQuery = paged(
  ['catalogue', 'manufacturers'],
  async (cursor, signal) => (await vending.listManufacturers({ query: { cursor }, signal })).body,
);

export const modelsQuery = (manufacturerCode: string | undefined) =>
  paged(
    ['catalogue', 'models', manufacturerCode],
    async (cursor, signal) => (await vending.listMeterModels({ query: { cursor, manufacturerCode }, signal })).body,
  );

/** A meter's page warns by what the catalogue knows. */
export const catalogueChanged = (queries: QueryClient): Promise<unknown> =>
  Promise.all(['catalogue', 'meter', 'meters'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
