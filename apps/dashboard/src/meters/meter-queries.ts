import { queryOptions } from '@tanstack/react-query';
import type { PointAnswer } from '@openprepay/contracts/http/telemetry';
import { telemetry } from '../api/telemetry.js';
import { vending } from '../api/vending.js';
import { codeOf } from '../api/failure.js';
import { type Range, type Resolution, type Span, spanOf } from './profile.js';

const LAST = 10;
const SHADOW_EVERY_MS = 10_000;
const COMMANDS_EVERY_MS = 2_000;
const SERIES_EVERY_MS = 60_000;
const LARGEST_PAGE = 500;
/** A month by the hour takes two. */
const MOST_PAGES = 4;

export const meterQuery = (meterNumber: string) =>
  queryOptions({
    queryKey: ['meter', meterNumber],
    queryFn: async ({ signal }) => (await vending.readMeter({ params: { meterNumber }, signal })).body,
  });

/** What the meter last said of itself; null of one that the head-end does not know. */
export const shadowQuery = (meterNumber: string) =>
  queryOptions({
    queryKey: ['meter-live', meterNumber],
    queryFn: async ({ signal }) => {
      try {
        return (await telemetry.readMeter({ params: { meterNumber }, signal })).body;
      } catch (error) {
        if (codeOf(error) === 'telemetry.meter_unknown') return null;
        throw error;
      }
    },
    refetchInterval: SHADOW_EVERY_MS,
  });

export interface SeriesChoice {
  readonly meterNumber: string;
  /** OBIS code */
  readonly register: string;
  readonly range: Range;
  readonly resolution: Resolution;
  readonly timeZone: string;
}

export interface Series extends Span {
  readonly points: readonly PointAnswer[];
  /** False where there are more than fit one picture: the oldest are here. */
  readonly isComplete: boolean;
}

/** @param now asked at each reading */
export const seriesQuery = (choice: SeriesChoice, now: () => number) =>
  queryOptions({
    queryKey: ['meter-series', choice],
    queryFn: ({ signal }) => readSeries(choice, spanOf(choice.range, now(), choice.timeZone), signal),
    refetchInterval: SERIES_EVERY_MS,
  });

async function readSeries({ meterNumber, register, resolution }: SeriesChoice, span: Span, signal: AbortSignal): Promise<Series> {
  const [from, to] = [span.from, span.to].map((instant) => new Date(instant).toISOString());
  const points: PointAnswer[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = { register, resolution, from: from!, to: to!, limit: LARGEST_PAGE, ...(cursor === undefined ? {} : { cursor }) };
    const { body } = await telemetry.listReadings({ params: { meterNumber }, query, signal });
    points.push(...body.items);
    cursor = body.nextCursor;
    if (cursor === undefined) break;
  }
  return { ...span, points, isComplete: cursor === undefined };
}

export const lastVendsQuery = (meterNumber: string) =>
  queryOptions({
    queryKey: ['vends', 'of-meter', meterNumber],
    queryFn: async ({ signal }) => {
      const { body } = await vending.listVends({ query: { meterNumber, limit: LAST }, signal });
      return 'items' in body ? body.items : [body];
    },
  });

/** What becomes of a command is told by no event: while one is under way it is asked for again. */
export const lastCommandsQuery = (meterNumber: string) =>
  queryOptions({
    queryKey: ['meter-live', meterNumber, 'commands'],
    queryFn: async ({ signal }) => {
      try {
        return (await telemetry.listCommands({ params: { meterNumber }, query: { limit: LAST }, signal })).body.items;
      } catch (error) {
        if (codeOf(error) === 'telemetry.meter_unknown') return [];
        throw error;
      }
    },
    refetchInterval: ({ state }) => (state.data?.some(({ endedAt }) => endedAt === undefined) === true ? COMMANDS_EVERY_MS : false),
  });

export const lastAlarmsQuery = (meterNumber: string) =>
  queryOptions({
    queryKey: ['alarms', 'of-meter', meterNumber],
    queryFn: async ({ signal }) => (await telemetry.listAlarms({ query: { meterNumber, limit: LAST }, signal })).body.items,
  });
