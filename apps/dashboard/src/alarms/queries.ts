import { infiniteQueryOptions } from '@tanstack/react-query';
import { telemetry } from '../api/clients.js';

/** So many that what is ranked is nearly always all that there is. */
const PAGE = 200;

export const STATES = ['open', 'acknowledged', 'all'] as const;
export type StateFilter = (typeof STATES)[number];

export interface AlarmFilter {
  readonly state: StateFilter;
  readonly meterNumber?: string;
}

/** The newest first, as the server has them. */
export const alarmsQuery = ({ state, meterNumber }: AlarmFilter) =>
  infiniteQueryOptions({
    queryKey: ['alarms', { state, meterNumber }],
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        limit: PAGE,
        ...(state === 'all' ? {} : { state }),
        ...(meterNumber === undefined ? {} : { meterNumber }),
        ...(pageParam === undefined ? {} : { cursor: pageParam }),
      };
      return (await telemetry.listAlarms({ query, signal })).body;
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
