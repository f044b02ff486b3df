import { useComputedColorScheme } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { VendingKeyAnswer } from '@openprepay/contracts/http/key-management-vending-keys';
import { Chart } from '../ui/chart.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { useFormat } from '../ui/use-format.js';
import { expiresAt } from './key-span.js';

/** A key that is or was in use, from its activation to its expiry. */
interface Span {
  readonly name: string;
  readonly key: VendingKeyAnswer;
  readonly from: string;
  readonly to: string;
}

const INKS = { light: '#343a40', dark: '#ced4da' } as const;
const ROW_HEIGHT = 34;
const AROUND = 90;
const STROKES = { draft: 'dotted', active: 'solid', retiring: 'dashed', retired: 'dotted' } as const;

interface TimeLineProps {
  readonly group: string;
  readonly keys: readonly VendingKeyAnswer[];
  /** When they were read, ISO 8601. */
  readonly asOf: string;
}

/** From when to when each key of a supply group can make tokens. */
export function TimeLine({ group, keys, asOf }: TimeLineProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const spans = useSpans(keys);
  const ink = INKS[useComputedColorScheme('light')];
  const option = useMemo(
    () => optionOf(spans, { asOf, now: t('keys.time-line.now'), axis: t('keys.time-line.axis', { zone: format.timeZone }), ink }),
    [spans, asOf, t, format.timeZone, ink],
  );
  const columns: readonly Column<Span>[] = [
    { name: 'key', head: t('keys.key'), cell: ({ name }) => name },
    { name: 'from', head: t('keys.activated'), cell: ({ from }) => <Instant at={from} /> },
    { name: 'to', head: t('keys.expires'), cell: ({ to }) => <Instant at={to} /> },
  ];
  if (spans.length === 0) return null;
  return (
    <Chart
      title={t('keys.time-line.title', { group })}
      description={t('keys.time-line.description', { count: spans.length, asOf: format.dateTime(asOf) })}
      option={option}
      height={AROUND + ROW_HEIGHT * spans.length}
      table={
        <DataTable caption={t('keys.time-line.title', { group })} columns={columns} rows={spans} rowKey={({ key }) => key.vendingKeyId} />
      }
    />
  );
}

function useSpans(keys: readonly VendingKeyAnswer[]): readonly Span[] {
  const { t } = useTranslation();
  return useMemo(
    () =>
      keys.flatMap((key) => {
        if (key.activatedAt === undefined) return [];
        const name = t('keys.time-line.key', { revision: key.keyRevision, type: key.keyType, state: t(`keys.states.${key.state}`) });
        return [{ name, key, from: key.activatedAt, to: expiresAt(key.keyExpiry, key.baseDate) }];
      }),
    [keys, t],
  );
}

interface Words {
  readonly asOf: string;
  readonly now: string;
  readonly axis: string;
  /** Colour of what is written. */
  readonly ink: string;
}

const BAR = 10;

/** Told apart by stroke too: a solid bar is in use, a dashed one is being replaced, a dotted one is out of use. */
function optionOf(spans: readonly Span[], { asOf, now, axis, ink }: Words) {
  const rows = spans.map(({ name }, place) => `${place + 1}. ${name}`);
  return {
    grid: { left: 8, right: 24, top: 24, bottom: 40, containLabel: true },
    tooltip: { trigger: 'item' },
    xAxis: { type: 'time', name: axis, nameLocation: 'middle', nameGap: 28, axisLabel: { fontSize: 12, color: ink } },
    yAxis: { type: 'category', data: rows, inverse: true, axisTick: { show: false }, axisLabel: { color: ink } },
    series: spans.map(({ key, from, to }, place) => ({
      type: 'line',
      name: rows[place],
      data: [
        [from, rows[place]],
        [to, rows[place]],
      ],
      symbol: 'circle',
      symbolSize: BAR,
      lineStyle: { width: BAR / 2, type: STROKES[key.state] },
      ...(place === 0 ? { markLine: todayLine({ asOf, now, ink }) } : {}),
    })),
  };
}

const todayLine = ({ asOf, now, ink }: Omit<Words, 'axis'>) => ({
  symbol: 'none',
  silent: true,
  animation: false,
  data: [{ xAxis: asOf }],
  label: { formatter: now, color: ink, textBorderWidth: 0 },
  lineStyle: { type: 'solid', width: 1 },
});
