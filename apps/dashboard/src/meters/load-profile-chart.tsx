import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../session/use-session.js';
import { Chart } from '../ui/chart.js';
import { DataTable } from '../ui/data-table.js';
import { useFormat } from '../ui/use-format.js';
import { type Drawing, optionOf } from './load-profile-option.js';
import { useProfileColumns } from './load-profile-columns.js';
import type { Series } from './meter-queries.js';
import { bucketValues, consumption, type ProfilePoint, rawValues, type Resolution, slotsOf } from './profile.js';
import type { RegisterKind } from './registers.js';

interface LoadProfileChartProps {
  readonly series: Series;
  readonly kind: RegisterKind;
  /** OBIS code */
  readonly register: string;
  readonly resolution: Resolution;
}

export function LoadProfileChart({ series, kind, register, resolution }: LoadProfileChartProps) {
  const { t } = useTranslation();
  const { timeZone } = useMe();
  const isUsed = kind.counts && resolution !== 'raw';
  const points = useMemo(() => pointsOf(series, { isUsed, resolution, timeZone }), [series, isUsed, resolution, timeZone]);
  const measure = isUsed ? t('meters.profile.used') : t('meters.profile.value');
  const axis = kind.unit === undefined ? measure : `${measure} (${kind.unit})`;
  const option = useOption({ points, axis, isUsed, isRaw: resolution === 'raw' });
  const columns = useProfileColumns({ axis, isUsed, isRaw: resolution === 'raw' });
  const name = `${t(`meters.registers.${kind.name}`)} (${register})`;
  const known = points.filter(({ value }) => value !== undefined).length;
  return (
    <Chart
      testId="load-profile"
      title={`${t('meters.profile.title')}: ${name}`}
      description={t('meters.profile.description', { axis, known, gaps: points.length - known })}
      option={option}
      height={300}
      table={<DataTable caption={`${name}, ${axis}`} columns={columns} rows={points} rowKey={({ at }) => String(at)} />}
    />
  );
}

interface Shape {
  readonly isUsed: boolean;
  readonly resolution: Resolution;
  readonly timeZone: string;
}

function pointsOf(series: Series, { isUsed, resolution, timeZone }: Shape): readonly ProfilePoint[] {
  if (resolution === 'raw') return rawValues(series.points);
  const slots = slotsOf(resolution, series, timeZone);
  return isUsed ? consumption(series.points, slots) : bucketValues(series.points, slots);
}

function useOption({ points, axis, isUsed, isRaw }: Pick<Drawing, 'points' | 'axis' | 'isUsed' | 'isRaw'>) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const { timeZone } = useMe();
  return useMemo(
    () =>
      optionOf({
        points,
        axis,
        isUsed,
        isRaw,
        when: (at) => format.dateTime(new Date(at).toISOString()),
        tick: tickIn(i18n.language, timeZone, isRaw),
        write: (value) => format.decimal(value),
        words: {
          last: t('meters.profile.last'),
          lowest: t('meters.profile.lowest'),
          highest: t('meters.profile.highest'),
          gap: t('meters.profile.gap'),
          partial: t('meters.profile.partial'),
          fellBack: t('meters.profile.fell-back'),
          contradicted: t('meters.profile.contradicted'),
          estimated: t('meters.profile.estimated'),
          suspect: t('meters.profile.suspect'),
        },
      }),
    [points, axis, isUsed, isRaw, format, t, i18n.language, timeZone],
  );
}

/** Short enough for an axis: `26 Nov 14:00`, `14:05:10` of readings as they came. */
function tickIn(language: string, timeZone: string, isRaw: boolean): (at: number) => string {
  const writer = new Intl.DateTimeFormat(language, {
    timeZone,
    day: 'numeric',
    month: 'short',
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
    ...(isRaw ? { second: '2-digit' } : {}),
  });
  return (at) => writer.format(at);
}
