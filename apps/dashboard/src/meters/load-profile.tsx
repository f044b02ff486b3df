import { Group, NativeSelect, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { MeterAnswer } from '@openprepay/contracts/http/vending-meters';
import { useMe } from '../session/use-session.js';
import { Instant } from '../ui/instant.js';
import { Empty, QueryView } from '../ui/query-view.js';
import { wallClock } from '../ui/wall-clock.js';
import { ConsumptionMap } from './consumption-map.js';
import { LoadProfileChart } from './load-profile-chart.js';
import { seriesQuery, shadowQuery } from './meter-queries.js';
import { type Range, RANGES, type Resolution, RESOLUTIONS } from './profile.js';
import { registerKind, TOTALS } from './registers.js';

const USUAL: Readonly<Record<Range, Resolution>> = { hour: 'raw', day: 'hour', week: 'hour', month: 'day' };

interface Chosen {
  readonly register: string;
  readonly range: Range;
  readonly resolution: Resolution;
}

/** A register over time: what was used where it counts, else what it said. What is chosen stands in the address. */
export function LoadProfile({ meter }: { readonly meter: MeterAnswer }) {
  const { t } = useTranslation();
  const { timeZone } = useMe();
  const search = useSearch({ from: '/inside/meters/$meterNumber' });
  const range = RANGES.find((known) => known === search.range) ?? 'day';
  const resolution = RESOLUTIONS.find((known) => known === search.resolution) ?? USUAL[range];
  const register = search.register ?? TOTALS[meter.commodity];
  const series = useQuery(seriesQuery({ meterNumber: meter.meterNumber, register, range, resolution, timeZone }, wallClock));
  const kind = registerKind(register, meter.commodity);
  return (
    <Stack gap="xs">
      <Choices meter={meter} chosen={{ register, range, resolution }} />
      <QueryView
        query={series}
        label={t('meters.profile.title')}
        isEmpty={({ points }) => points.length === 0}
        empty={<Empty>{t('meters.profile.none')}</Empty>}
      >
        {(read) => (
          <>
            <LoadProfileChart series={read} kind={kind} register={register} resolution={resolution} />
            <Text size="xs">
              {t('meters.profile.as-of')} <Instant at={new Date(read.to).toISOString()} />
              {!read.isComplete && `. ${t('meters.profile.cut')}`}
            </Text>
            {kind.counts && resolution === 'hour' && range !== 'hour' && <ConsumptionMap series={read} kind={kind} />}
          </>
        )}
      </QueryView>
    </Stack>
  );
}

function Choices({ meter, chosen }: { readonly meter: MeterAnswer; readonly chosen: Chosen }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/meters/$meterNumber' });
  const { data: shadow } = useQuery(shadowQuery(meter.meterNumber));
  const registers = [...new Set([TOTALS[meter.commodity], chosen.register, ...Object.keys(shadow?.registers ?? {})])];
  const choose = (change: Partial<Chosen>): void => void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  return (
    <Group gap="sm" align="end">
      <NativeSelect
        label={t('meters.profile.register')}
        value={chosen.register}
        data={registers.map((obis) => ({
          value: obis,
          label: `${t(`meters.registers.${registerKind(obis, meter.commodity).name}`)} (${obis})`,
        }))}
        onChange={({ currentTarget }) => choose({ register: currentTarget.value })}
      />
      <NativeSelect
        label={t('meters.profile.range')}
        value={chosen.range}
        data={RANGES.map((range) => ({ value: range, label: t(`meters.profile.ranges.${range}`) }))}
        onChange={({ currentTarget }) => choose({ range: currentTarget.value as Range })}
      />
      <NativeSelect
        label={t('meters.profile.resolution')}
        value={chosen.resolution}
        data={RESOLUTIONS.map((resolution) => ({ value: resolution, label: t(`meters.profile.resolutions.${resolution}`) }))}
        onChange={({ currentTarget }) => choose({ resolution: currentTarget.value as Resolution })}
      />
    </Group>
  );
}
