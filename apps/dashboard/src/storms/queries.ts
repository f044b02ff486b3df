import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { paged } from '../api/paged.js';
import { telemetry } from '../api/telemetry.js';
import { useReadAgain } from '../live/live.js';

export const STATES = ['open', 'ended'] as const;
export type StormState = (typeof STATES)[number];

/** So many at once are a whole network that is dark: the rest is behind the tab of storms. */
const OPEN_SHOWN = 20;

/** What changes storms, how many of their meters are away, or how many of those somebody has looked at. */
const TOLD_BY = ['storm', 'storm-settled', 'storm-ended', 'alarm-acknowledged', 'alarm-cleared', 'presence'] as const;
const KEYS = ['storms', 'storm'] as const;
/** Meters come and go all the time: what is away is counted again no more often than this. */
const EVERY_MS = 5_000;
export const useStormNews = (): void => useReadAgain(TOLD_BY, KEYS, EVERY_MS);

export const openStormsQuery = queryOptions({
  queryKey: ['storms', 'going-on'],
  queryFn: async ({ signal }) => (await telemetry.listAlarmStorms({ query: { state: 'open', limit: OPEN_SHOWN }, signal })).body.items,
});

export const stormsQuery = (state: StormState | undefined) =>
  paged(['storms', state], async (cursor, signal) => (await telemetry.listAlarmStorms({ query: { cursor, state }, signal })).body);

export const stormQuery = (stormId: string) =>
  queryOptions({
    queryKey: ['storm', stormId],
    queryFn: async ({ signal }) => (await telemetry.readAlarmStorm({ params: { stormId }, signal })).body,
  });

export const stormMetersQuery = (stormId: string, onlyAway: boolean) =>
  paged(
    ['storm', stormId, 'meters', onlyAway],
    async (cursor, signal) =>
      (await telemetry.listStormMeters({ params: { stormId }, query: { cursor, away: onlyAway ? 'true' : 'false' }, signal })).body,
  );

/** What an act on a storm changes. */
export const stormsChanged = (queries: QueryClient): Promise<unknown> =>
  Promise.all([...KEYS, 'alarms', 'fleet'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
