import { Button, Group, Paper, Skeleton, Title, useComputedColorScheme } from '@mantine/core';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EChartsOption } from './echarts-canvas.js';

const Canvas = lazy(() => import('./echarts-canvas.js').then(({ EchartsCanvas }) => ({ default: EchartsCanvas })));
const DEFAULT_HEIGHT = 260;

interface ChartProps {
  readonly title: string;
  /** What the picture says, in a sentence, for whoever does not see it. */
  readonly description: string;
  readonly option: EChartsOption;
  /** The same as a table. */
  readonly table: ReactNode;
  readonly testId?: string;
  readonly height?: number;
}

/** A chart and its twin, a table; charts are loaded where the first of them is shown. */
export function Chart({ title, description, option, table, testId, height = DEFAULT_HEIGHT }: ChartProps) {
  const { t } = useTranslation();
  const scheme = useComputedColorScheme('light');
  const [asTable, setAsTable] = useState(false);
  return (
    <Paper withBorder p="sm" data-testid={testId}>
      <Group justify="space-between" mb="xs" wrap="nowrap" align="start">
        <Title order={2}>{title}</Title>
        <Button size="compact-xs" variant="subtle" flex="none" aria-pressed={asTable} onClick={() => setAsTable((shown) => !shown)}>
          {asTable ? t('chart.as-chart') : t('chart.as-table')}
        </Button>
      </Group>
      {asTable ? (
        table
      ) : (
        <div role="img" aria-label={`${title}. ${description}`}>
          <Suspense fallback={<Skeleton height={height} />}>
            <Canvas option={option} height={height} dark={scheme === 'dark'} />
          </Suspense>
        </div>
      )}
    </Paper>
  );
}
