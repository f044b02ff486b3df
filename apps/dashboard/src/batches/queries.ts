import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { paged } from '../api/paged.js';
import { vending } from '../api/vending.js';

export const BATCH_STATES = ['open', 'closed'] as const;
export type BatchState = (typeof BATCH_STATES)[number];

/** Sales go into an open batch all the time; no event of its own tells of it. */
const READ_AGAIN_MS = 10_000;

export const batchesQuery = (state: BatchState | undefined) =>
  paged(['batches', state], async (cursor, signal) => (await vending.listBatches({ query: { cursor, state }, signal })).body);

export const batchQuery = (batchId: string) =>
  queryOptions({
    queryKey: ['batch', batchId],
    queryFn: async ({ signal }) => (await vending.readBatch({ params: { batchId }, signal })).body,
    refetchInterval: ({ state }) => (state.data?.state === 'closed' ? false : READ_AGAIN_MS),
  });

export const batchesChanged = (queries: QueryClient): Promise<unknown> =>
  Promise.all(['batches', 'batch'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
