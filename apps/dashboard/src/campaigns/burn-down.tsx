import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { CampaignProgressAnswer } from '@openprepay/contracts/http/campaigns';
import { Chart } from '../ui/chart.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { useFormat } from '../ui/use-format.js';
import { leftOf } from './burn-down-days.js';
import { type CampaignMeterState, METER_STATES } from './queries.js';

type Day = CampaignProgressAnswer['burnDown'][number];

const HATCH = { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -0.8, color: 'rgba(255,255,255,0.75)' };

/** From what is done to what is not to be; told apart by hatching too, as two greys and two reds are for some eyes. */
const AREAS: readonly { readonly state: CampaignMeterState; readonly color: string; readonly decal?: object }[] = [
  { state: 'confirmed', color: '#0b7285' },
  { state: 'delivered', color: '#8a5a00' },
  { state: 'issued', color: '#5f3dc4' },
  { state: 'waiting', color: '#868e96' },
  { state: 'refused', color: '#c92a2a', decal: HATCH },
  { state: 'exempt', color: '#868e96', decal: HATCH },
];

/** How many meters were how far at the end of each day; what is left goes down to nothing. */
export function BurnDown({ campaign: { burnDown } }: { readonly campaign: CampaignProgressAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const option = useMemo(
    () => ({
      grid: { left: 12, right: 16, top: 56, bottom: 8, containLabel: true },
      legend: { type: 'plain', top: 0, left: 0 },
      tooltip: { trigger: 'axis', renderMode: 'richText', confine: true },
      xAxis: { type: 'category', data: burnDown.map(({ day }) => format.calendarDay(day)) },
      yAxis: { type: 'value', name: t('now.meters'), minInterval: 1 },
      series: AREAS.map(({ state, ...itemStyle }) => ({
        itemStyle,
        type: 'bar',
        stack: 'meters',
        name: t(`campaigns.meter-states.${state}`),
        data: burnDown.map((day) => day[state]),
        barMaxWidth: 40,
      })),
    }),
    [burnDown, format, t],
  );
  const columns: readonly Column<Day>[] = [
    { name: 'day', head: t('campaigns.day'), cell: ({ day }) => format.calendarDay(day) },
    { name: 'left', head: t('campaigns.left'), numeric: true, cell: (day) => format.count(leftOf(day)) },
    ...METER_STATES.map((state) => ({
      name: state,
      head: t(`campaigns.meter-states.${state}`),
      numeric: true,
      cell: (day: Day) => format.count(day[state]),
    })),
  ];
  const last = burnDown.at(-1);
  if (last === undefined) return null;
  return (
    <Chart
      testId="burn-down"
      title={t('campaigns.burn-down')}
      description={t('campaigns.burn-down-says', { left: leftOf(last), selected: last.selected })}
      option={option}
      table={<DataTable caption={t('campaigns.burn-down')} columns={columns} rows={burnDown} rowKey={({ day }) => day} />}
    />
  );
}
