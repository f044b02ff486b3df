import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../session/use-session.js';
import { Chart } from '../ui/chart.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { asNumber } from '../ui/exact.js';
import { useFormat } from '../ui/use-format.js';
import { type DayOfHours, hoursByDay } from './hours-by-day.js';
import type { Series } from './meter-queries.js';
import { consumption, slotsOf } from './profile.js';
import type { RegisterKind } from './registers.js';

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const DAY_HEIGHT = 22;
const FRAME_HEIGHT = 130;

/** What was used by day and hour: a household's habits, and the nights that look like no night. */
export function ConsumptionMap({ series, kind }: { readonly series: Series; readonly kind: RegisterKind }) {
  const { t } = useTranslation();
  const { timeZone } = useMe();
  const format = useFormat();
  const days = useMemo(() => hoursByDay(consumption(series.points, slotsOf('hour', series, timeZone)), timeZone), [series, timeZone]);
  const names = useMemo(() => days.map(({ at }) => format.day(new Date(at).toISOString())), [days, format]);
  const axis = `${t('meters.profile.used')}${kind.unit === undefined ? '' : ` (${kind.unit})`}`;
  const option = useMemo(() => optionOf({ days, names, axis, hour: t('meters.profile.hour') }), [days, names, axis, t]);
  const columns: readonly Column<DayOfHours>[] = [
    { name: 'day', head: t('meters.profile.day'), cell: ({ at }) => format.day(new Date(at).toISOString()) },
    ...HOURS.map((hour) => ({
      name: String(hour),
      head: String(hour),
      numeric: true,
      cell: ({ hours }: DayOfHours) => (hours[hour] === undefined ? '–' : format.decimal(hours[hour])),
    })),
  ];
  return (
    <Chart
      title={t('meters.profile.map')}
      description={axis}
      option={option}
      height={FRAME_HEIGHT + days.length * DAY_HEIGHT}
      table={<DataTable caption={`${t('meters.profile.map')}, ${axis}`} columns={columns} rows={days} rowKey={({ at }) => String(at)} />}
    />
  );
}

interface Map {
  readonly days: readonly DayOfHours[];
  readonly names: readonly string[];
  readonly axis: string;
  readonly hour: string;
}

function optionOf({ days, names, axis, hour }: Map) {
  const cells = days.flatMap(({ hours }, day) =>
    HOURS.flatMap((nth) => (hours[nth] === undefined ? [] : [[nth, day, asNumber(hours[nth])]])),
  );
  return {
    grid: { left: 12, right: 16, top: 8, bottom: 64, containLabel: true },
    tooltip: { renderMode: 'richText', confine: true },
    xAxis: { type: 'category', data: HOURS.map(String), name: hour, nameLocation: 'middle', nameGap: 26 },
    yAxis: { type: 'category', data: names, inverse: true },
    visualMap: {
      min: 0,
      max: Math.max(...cells.map(([, , used]) => used!)) || 1,
      calculable: false,
      orient: 'horizontal',
      left: 'center',
      bottom: 0,
      itemHeight: 160,
      text: [axis, ''],
      inRange: { color: ['#e6f7f9', '#48b0bf', '#063f4b'] },
    },
    series: [{ type: 'heatmap', name: axis, data: cells }],
  };
}
