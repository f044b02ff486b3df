import { BarChart, HeatmapChart, LineChart } from 'echarts/charts';
import {
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';

echarts.use([
  LineChart,
  BarChart,
  HeatmapChart,
  GridComponent,
  TooltipComponent,
  LegendComponent,
  DataZoomComponent,
  MarkLineComponent,
  VisualMapComponent,
  SVGRenderer,
]);

export type { EChartsCoreOption as EChartsOption } from 'echarts/core';

interface EchartsCanvasProps {
  readonly option: echarts.EChartsCoreOption;
  readonly height: number;
  readonly dark: boolean;
}

/** Told apart without colour too: the series of a chart have different strokes, and words in its legend. */
const COLOURS = { light: ['#0b7285', '#8a5a00', '#5f3dc4', '#2b8a3e'], dark: ['#66d9e8', '#ffc078', '#b197fc', '#8ce99a'] } as const;

export function EchartsCanvas({ option, height, dark }: EchartsCanvasProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<echarts.ECharts>(undefined);
  useEffect(() => {
    const drawn = echarts.init(place.current, themeOf(dark), { renderer: 'svg' });
    chart.current = drawn;
    const watcher = new ResizeObserver(() => drawn.resize());
    watcher.observe(place.current!);
    return () => {
      watcher.disconnect();
      drawn.dispose();
    };
  }, [dark]);
  useEffect(() => {
    chart.current?.setOption({ ...motion(), ...option }, { notMerge: true });
  }, [option, dark]);
  return <div ref={place} style={{ height }} />;
}

/** Named, since the width of words is measured before they are drawn. */
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif';

/** Words and lines that can be read on the paper of either scheme. */
function themeOf(dark: boolean): object {
  const ink = dark ? '#ced4da' : '#343a40';
  const line = dark ? '#495057' : '#dee2e6';
  const axis = {
    axisLabel: { color: ink },
    axisLine: { lineStyle: { color: ink } },
    splitLine: { lineStyle: { color: line } },
    nameTextStyle: { color: ink },
  };
  return {
    color: [...(dark ? COLOURS.dark : COLOURS.light)],
    textStyle: { color: ink, fontFamily: FONT },
    legend: { textStyle: { color: ink } },
    visualMap: { textStyle: { color: ink } },
    categoryAxis: axis,
    valueAxis: axis,
    timeAxis: axis,
  };
}

const motion = (): echarts.EChartsCoreOption => ({
  animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
  animationDuration: 200,
});
