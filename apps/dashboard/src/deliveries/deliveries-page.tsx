import { Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useReadAgain } from '../live/live.js';
import { ListView } from '../ui/list-view.js';
import { MeterFilters } from '../ui/meter-filters.js';
import { Page } from '../ui/page.js';
import { DeliveryFunnel } from './delivery-funnel.js';
import { DeliveryTable } from './delivery-table.js';
import { deliveriesQuery, STATES } from './queries.js';
import { rangeOf } from './ranges.js';

const TOLD_BY = ['delivery', 'vend'] as const;
const KEYS = ['deliveries'] as const;
const READ_AGAIN_MS = 5_000;

/** Tokens on their way to meters: how many got there, and what became of each. */
export function DeliveriesPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/inside/deliveries' });
  const state = STATES.find((known) => known === search.state);
  const { meterNumber } = search;
  const deliveries = useInfiniteQuery(deliveriesQuery({ state, meterNumber }));
  useReadAgain(TOLD_BY, KEYS, READ_AGAIN_MS);
  return (
    <Page title={t('screen.deliveries')}>
      <DeliveryFunnel range={rangeOf(search.range)} />
      <Filters key={meterNumber} state={state} meterNumber={meterNumber} />
      <ListView query={deliveries} label={t('screen.deliveries')} empty={<Text c="dimmed">{t('deliveries.none')}</Text>}>
        {(rows) => <DeliveryTable deliveries={rows} />}
      </ListView>
    </Page>
  );
}

interface FiltersProps {
  readonly state: string | undefined;
  readonly meterNumber: string | undefined;
}

function Filters({ state, meterNumber }: FiltersProps) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/deliveries' });
  const change = (changed: { readonly state?: string; readonly meterNumber?: string }): void =>
    void navigate({
      search: (before) => Object.fromEntries(Object.entries({ ...before, ...changed }).filter(([, value]) => value !== '')),
      replace: true,
      resetScroll: false,
    });
  return (
    <MeterFilters
      choices={[
        {
          label: t('deliveries.state'),
          value: state ?? '',
          data: [{ value: '', label: t('deliveries.any-state') }, ...STATES.map((value) => ({ value, label: t(`now.delivery.${value}`) }))],
          onChoose: (chosen) => change({ state: chosen }),
        },
      ]}
      meterNumber={meterNumber}
      words={{ meter: t('deliveries.meter'), search: t('deliveries.search') }}
      onFind={(digits) => change({ meterNumber: digits })}
    />
  );
}
