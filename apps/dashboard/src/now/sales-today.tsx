import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Chart } from '../ui/chart.js';
import { DataTable } from '../ui/data-table.js';
import { FigureCard } from '../ui/figure-card.js';
import { QueryView } from '../ui/query-view.js';
import { type Format, useFormat } from '../ui/use-format.js';
import { salesQuery } from './queries.js';
import { type CurvePoint, curveOf, isDemo, moneyOf, pixels, unitsOf, vendsOf } from './sales-curve.js';

const HOURS_OF_A_DAY = 24;
const HOUR_MS = 3_600_000;

function Figures() {
  const { t } = useTranslation();
  const format = useFormat();
  const sales = useQuery(salesQuery(format.timeZone));
  return (
    <QueryView query={sales} label={t('now.sales')} lines={2}>
      {({ today: { hours: today }, lastWeek: { hours: before } }) => {
        const units = unitsOf(today);
        const lastWeek = isDemo(before) ? 'now.last-week-demo' : 'now.last-week';
        return (
          <>
            <FigureCard
              label={t('now.vends-today')}
              testId="vends-today"
              value={format.count(vendsOf(today))}
              note={t(lastWeek, { value: format.count(vendsOf(before)) })}
            />
            <FigureCard
              label={t('now.money-today')}
              testId="money-today"
              value={format.plainMoney(moneyOf(today, format.currency))}
              unit={format.currency}
              note={t(lastWeek, { value: format.plainMoney(moneyOf(before, format.currency)) })}
            />
            <FigureCard
              label={t('now.units-today')}
              testId="units-today"
              value={format.decimal(units[0]?.value ?? '0')}
              unit={units[0]?.unit ?? ''}
              note={units
                .slice(1)
                .map((more) => format.quantity(more))
                .join(', ')}
            />
          </>
        );
      }}
    </QueryView>
  );
}

function Curve() {
  const { t } = useTranslation();
  const format = useFormat();
  const sales = useQuery(salesQuery(format.timeZone));
  return (
    <QueryView query={sales} label={t('now.sales')} lines={8}>
      {({ today, lastWeek }) => {
        const sofar = Math.min(HOURS_OF_A_DAY, Math.ceil((sales.dataUpdatedAt - today.from.getTime()) / HOUR_MS));
        const now = curveOf(today, format.currency, sofar);
        const before = curveOf(lastWeek, format.currency, HOURS_OF_A_DAY);
        const weekAgo = isDemo(lastWeek.hours) ? t('now.week-ago-demo') : t('now.week-ago');
        const description = t('now.sales-description', {
          today: format.money(now.at(-1)!.amount),
          lastWeek: format.money(before.at(-1)!.amount),
        });
        return (
          <Chart
            title={t('now.sales-today')}
            description={description}
            option={optionOf({ now, before }, { today: t('now.today'), before: weekAgo, unit: format.currency })}
            table={<CurveTable now={now} before={before} weekAgo={weekAgo} format={format} />}
          />
        );
      }}
    </QueryView>
  );
}

interface Curves {
  readonly now: readonly CurvePoint[];
  readonly before: readonly CurvePoint[];
}

const optionOf = ({ now, before }: Curves, names: { readonly today: string; readonly before: string; readonly unit: string }) => ({
  grid: { left: 8, right: 16, top: 28, bottom: 36, containLabel: true },
  legend: { bottom: 0, data: [names.today, names.before] },
  tooltip: { trigger: 'axis' },
  xAxis: {
    type: 'value',
    min: 0,
    max: HOURS_OF_A_DAY,
    interval: 4,
    axisLabel: { hideOverlap: true, formatter: (hour: number) => `${hour}:00` },
  },
  yAxis: { type: 'value', name: names.unit, nameTextStyle: { align: 'left' } },
  series: [
    { name: names.today, type: 'line', showSymbol: false, lineStyle: { width: 3 }, data: pixels(now) },
    { name: names.before, type: 'line', showSymbol: false, lineStyle: { width: 2, type: 'dashed' }, data: pixels(before) },
  ],
});

function CurveTable({ now, before, weekAgo, format }: Curves & { readonly weekAgo: string; readonly format: Format }) {
  const { t } = useTranslation();
  return (
    <DataTable
      caption={t('now.sales-today')}
      rows={before}
      rowKey={({ hour }) => String(hour)}
      columns={[
        { name: 'hour', head: t('now.hour'), cell: ({ hour }) => `${hour}:00` },
        { name: 'now', head: t('now.today'), numeric: true, cell: ({ hour }) => shown(now[hour], format) },
        { name: 'before', head: weekAgo, numeric: true, cell: (point) => shown(point, format) },
      ]}
    />
  );
}

const shown = (point: CurvePoint | undefined, format: Format): string => (point === undefined ? '' : format.plainMoney(point.amount));

/** Two views of one query. */
export const SalesToday = { Figures, Curve };
