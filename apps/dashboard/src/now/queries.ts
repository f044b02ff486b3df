import { queryOptions } from '@tanstack/react-query';
import { gateway } from '../api/clients.js';
import { telemetry } from '../api/telemetry.js';
import { vending } from '../api/vending.js';
import { wallClock } from '../ui/wall-clock.js';
import { startOfDay } from '../ui/zoned.js';

const DAYS_OF_A_WEEK = 7;
const LAST_VENDS = 20;
const FLEET_EVERY_MS = 10_000;
const HEALTH_EVERY_MS = 10_000;

const hoursOf = async (daysBefore: number, timeZone: string, signal: AbortSignal) => {
  const now = wallClock();
  const from = startOfDay(now, timeZone, daysBefore);
  const to = startOfDay(now, timeZone, daysBefore - 1);
  const { body } = await vending.listSales({ query: { by: 'hour', from: from.toISOString(), to: to.toISOString() }, signal });
  return { from, hours: body.items };
};

/** Today's sales by hour, and those of the same weekday a week ago. */
export const salesQuery = (timeZone: string) =>
  queryOptions({
    queryKey: ['sales', timeZone],
    queryFn: async ({ signal }) => {
      const [today, lastWeek] = await Promise.all([hoursOf(0, timeZone, signal), hoursOf(DAYS_OF_A_WEEK, timeZone, signal)]);
      return { today, lastWeek };
    },
  });

export const lastVendsQuery = queryOptions({
  queryKey: ['vends', 'last'],
  queryFn: async ({ signal }) => {
    const { body } = await vending.listVends({ query: { limit: LAST_VENDS }, signal });
    return 'items' in body ? body.items : [body];
  },
});

/** Meters and their tokens, as they are counted; what nobody tells of is seen by asking again. */
export const fleetQuery = queryOptions({
  queryKey: ['fleet'],
  queryFn: async ({ signal }) => (await telemetry.readFleet({ signal })).body,
  refetchInterval: FLEET_EVERY_MS,
});

export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: async ({ signal }) => (await gateway.readHealth({ signal })).body,
  refetchInterval: HEALTH_EVERY_MS,
});
