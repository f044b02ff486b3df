import { Stack } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useReadAgain } from '../live/live.js';
import { Doubts } from '../provenance/doubts.js';
import { Empty, QueryView } from '../ui/query-view.js';
import { ShowMore } from '../ui/show-more.js';
import { AlarmFilters } from './alarm-filters.js';
import { AlarmTable } from './alarm-table.js';
import { ALARM_EVENTS } from './events.js';
import { NewAlarms } from './new-alarms.js';
import { alarmsQuery, STATES } from './queries.js';

const KEYS = ['alarms'] as const;

/** Alarms as they come, the worst first; who has looked says so. */
export function AlarmsTab() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/inside/alarms' });
  const state = STATES.find((known) => known === search.state) ?? 'open';
  const { meterNumber } = search;
  const alarms = useInfiniteQuery(alarmsQuery({ state, ...(meterNumber === undefined ? {} : { meterNumber }) }));
  useReadAgain(ALARM_EVENTS, KEYS);
  return (
    <Stack gap="md">
      <AlarmFilters key={meterNumber} state={state} meterNumber={meterNumber} />
      <Doubts />
      <NewAlarms />
      <QueryView
        query={alarms}
        label={t('screen.alarms')}
        isEmpty={({ pages }) => pages.every(({ items }) => items.length === 0)}
        empty={<Empty>{t(`alarms.none.${state}`)}</Empty>}
      >
        {({ pages }) => <AlarmTable alarms={pages.flatMap((page) => page.items)} />}
      </QueryView>
      <ShowMore query={alarms} />
    </Stack>
  );
}
