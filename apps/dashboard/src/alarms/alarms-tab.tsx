import { Stack } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useReadAgain } from '../live/live.js';
import { Doubts } from '../provenance/doubts.js';
import { OpenStorms } from '../storms/open-storms.js';
import { openStormsQuery } from '../storms/queries.js';
import { Empty, QueryView } from '../ui/query-view.js';
import { ShowMore } from '../ui/show-more.js';
import { AlarmFilters } from './alarm-filters.js';
import { AlarmTable } from './alarm-table.js';
import { ALARM_EVENTS } from './events.js';
import { NewAlarms } from './new-alarms.js';
import { alarmsQuery, type StateFilter, STATES } from './queries.js';

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
      {state === 'open' && meterNumber === undefined && <OpenStorms />}
      <QueryView
        query={alarms}
        label={t('screen.alarms')}
        isEmpty={({ pages }) => pages.every(({ items }) => items.length === 0)}
        empty={<NoAlarm state={state} alone={meterNumber === undefined} />}
      >
        {({ pages }) => <AlarmTable alarms={pages.flatMap((page) => page.items)} />}
      </QueryView>
      <ShowMore query={alarms} />
    </Stack>
  );
}

/** With storms above there are alarms, only none of a meter that went alone. */
function NoAlarm({ state, alone }: { readonly state: StateFilter; readonly alone: boolean }) {
  const { t } = useTranslation();
  const besideStorms = state === 'open' && alone;
  const { data: storms = [] } = useQuery({ ...openStormsQuery, enabled: besideStorms });
  return <Empty>{t(besideStorms && storms.length > 0 ? 'storms.no-other' : `alarms.none.${state}`)}</Empty>;
}
