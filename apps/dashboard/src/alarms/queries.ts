import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { telemetry } from '../api/telemetry.js';

const PAGE = 100;

export const STATES = ['open', 'acknowledged', 'cleared', 'all'] as const;
export type StateFilter = (typeof STATES)[number];

export interface AlarmFilter {
  readonly state: StateFilter;
  readonly meterNumber?: string;
}

/** The open ones by what must be looked at first; others the newest first. */
export const alarmsQuery = ({ state, meterNumber }: AlarmFilter) =>
  infiniteQueryOptions({
    queryKey: ['alarms', { state, meterNumber }],
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        limit: PAGE,
        ...(state === 'all' ? {} : { state }),
        ...(state === 'open' ? { order: 'severity' as const } : {}),
        // A storm that goes on is one row above them; who looks for one meter finds its alarm.
        ...(meterNumber === undefined ? (state === 'open' ? { outsideStorms: 'true' as const } : {}) : { meterNumber }),
        ...(pageParam === undefined ? {} : { cursor: pageParam }),
      };
      return (await telemetry.listAlarms({ query, signal })).body;
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

export const rulesQuery = queryOptions({
  queryKey: ['alarm-rules'],
  queryFn: async ({ signal }) => (await telemetry.listAlarmRules({ signal })).body.items,
});
