import { asNumber } from '../ui/exact.js';
import type { EChartsOption } from '../ui/echarts-canvas.js';
import type { ProfilePoint } from './profile.js';

export interface Drawing {
  readonly points: readonly ProfilePoint[];
  /** What the axis says: `Consumption (kWh)`. */
  readonly axis: string;
  /** Bars of what was used, instead of a line of what the register said. */
  readonly isUsed: boolean;
  readonly isRaw: boolean;
  readonly when: (at: number) => string;
  readonly tick: (at: number) => string;
  readonly write: (value: string) => string;
  readonly words: Readonly<
    Record<'last' | 'lowest' | 'highest' | 'gap' | 'partial' | 'fellBack' | 'contradicted' | 'estimated' | 'suspect', string>
  >;
}

const HATCHED = {
  decal: { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -0.8, color: 'rgba(255,255,255,0.75)' },
} as const;
/** Lines the other way: what was never measured is told from what is not the whole time. */
const CROSS_HATCHED = {
  decal: { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [3, 3], rotation: 0.8, color: 'rgba(255,255,255,0.85)' },
} as const;
const GAP_COLOUR = 'rgba(134,142,150,0.18)';

/** Bars or lines over time, with what is not known as an empty place. */
export const optionOf = (drawing: Drawing): EChartsOption => ({
  grid: { left: 12, right: 16, top: 56, bottom: 8, containLabel: true },
  legend: { type: 'plain', top: 0, left: 0, itemGap: 16 },
  tooltip: { trigger: 'axis', renderMode: 'richText', confine: true, formatter: tooltipOf(drawing) },
  xAxis: xAxisOf(drawing),
  yAxis: { type: 'value', name: drawing.axis, nameLocation: 'end', nameTextStyle: { align: 'left' }, scale: !drawing.isUsed },
  series: drawing.isUsed ? bars(drawing) : lines(drawing),
});

/** Readings as they came stand where they belong; buckets one beside the other. */
const xAxisOf = ({ points, isRaw, tick }: Drawing) =>
  isRaw
    ? { type: 'time', axisLabel: { formatter: tick, hideOverlap: true } }
    : { type: 'category', data: points.map(({ at }) => tick(at)), axisLabel: { hideOverlap: true } };

function bars({ points, axis, words }: Drawing): readonly object[] {
  const highest = Math.max(...points.map(({ value }) => asNumber(value ?? '0')));
  const known = (is: (point: ProfilePoint) => boolean) =>
    points.map((point) => (point.value === undefined || !is(point) ? null : asNumber(point.value)));
  const whole = known(({ partial, estimated }) => !partial && !estimated);
  const partial = known(({ partial: less, estimated }) => less === true && !estimated);
  const estimated = known(({ estimated: is }) => is === true);
  const gaps = points.map(({ value }) => (value === undefined ? highest || 1 : null));
  const beside = { type: 'bar', barGap: '-100%', barMaxWidth: 40, barCategoryGap: '12%' };
  return [
    { ...beside, name: axis, data: whole },
    { ...beside, name: words.partial, data: partial, itemStyle: HATCHED },
    ...(points.some((point) => point.estimated) ? [{ ...beside, name: words.estimated, data: estimated, itemStyle: CROSS_HATCHED }] : []),
    { ...beside, name: words.gap, data: gaps, itemStyle: { color: GAP_COLOUR }, silent: true },
  ];
}

function lines({ points, isRaw, words }: Drawing): readonly object[] {
  const place = (at: number, value: string | undefined) => {
    const height = value === undefined ? null : asNumber(value);
    return isRaw ? [at, height] : height;
  };
  const line = (name: string, pick: (point: ProfilePoint) => string | undefined) => ({
    type: 'line',
    name,
    data: points.map((point) => place(point.at, pick(point))),
    connectNulls: false,
    showSymbol: !isRaw,
    symbolSize: 4,
  });
  const edges = isRaw
    ? []
    : [
        { ...line(words.lowest, ({ min }) => min), lineStyle: { type: 'dotted' } },
        { ...line(words.highest, ({ max }) => max), lineStyle: { type: 'dashed' } },
      ];
  const marked = (mark: 'contradicted' | 'estimated' | 'suspect', symbol: string) =>
    points.some((point) => point[mark])
      ? [
          {
            ...line(words[mark], (point) => (point[mark] ? point.value : undefined)),
            lineStyle: { width: 0 },
            showSymbol: true,
            symbol,
            symbolSize: 12,
          },
        ]
      : [];
  const marks = [...marked('contradicted', 'diamond'), ...marked('estimated', 'emptyCircle'), ...marked('suspect', 'triangle')];
  return [line(words.last, ({ value }) => value), ...edges, ...marks];
}

/** Exactly what is known of the place under the pointer. */
const tooltipOf =
  (drawing: Drawing) =>
  (params: readonly { readonly dataIndex: number }[]): string => {
    const point = drawing.points[params[0]?.dataIndex ?? -1];
    return point === undefined ? '' : [drawing.when(point.at), ...saidOf(point, drawing)].join('\n');
  };

function saidOf(point: ProfilePoint, { axis, write, words }: Drawing): readonly string[] {
  const { value, min, max } = point;
  return [
    value === undefined ? (point.fellBack ? words.fellBack : words.gap) : `${axis}: ${write(value)}`,
    ...(min === undefined ? [] : [`${words.lowest}: ${write(min)}`]),
    ...(max === undefined ? [] : [`${words.highest}: ${write(max)}`]),
    ...(point.partial ? [words.partial] : []),
    ...(['contradicted', 'estimated', 'suspect'] as const).flatMap((mark) => (point[mark] ? [words[mark]] : [])),
  ];
}
