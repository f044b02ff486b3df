import { Button, Group, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useReadAgain } from '../live/live.js';
import { Page } from '../ui/page.js';
import { Empty, QueryView } from '../ui/query-view.js';
import { useFormat } from '../ui/use-format.js';
import { AlarmFilters } from './alarm-filters.js';
import { AlarmTable } from './alarm-table.js';
import { NewAlarms } from './new-alarms.js';
import { alarmsQuery, STATES } from './queries.js';
import { ranked } from './severity.js';

const EVENTS = ['alarm'] as const;
const KEYS = ['alarms'] as const;

/** Alarms as they come, the worst first; who has looked says so. */
export function AlarmsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const search = useSearch({ from: '/inside/alarms' });
  const state = STATES.find((known) => known === search.state) ?? 'open';
  const { meterNumber } = search;
  const alarms = useInfiniteQuery(alarmsQuery({ state, ...(meterNumber === undefined ? {} : { meterNumber }) }));
  useReadAgain(EVENTS, KEYS);
  return (
    <Page title={t('screen.alarms')}>
      <AlarmFilters key={meterNumber} state={state} meterNumber={meterNumber} />
      <NewAlarms />
      <QueryView
        query={alarms}
        label={t('screen.alarms')}
        isEmpty={({ pages }) => pages.every(({ items }) => items.length === 0)}
        empty={<Empty>{t(`alarms.none.${state}`)}</Empty>}
      >
        {({ pages }) => {
          const items = ranked(pages.flatMap((page) => page.items));
          return (
            <>
              <AlarmTable alarms={items} />
              {alarms.hasNextPage && <Text size="sm">{t('alarms.ranked-among', { shown: format.count(items.length) })}</Text>}
            </>
          );
        }}
      </QueryView>
      {alarms.hasNextPage && (
        <Group>
          <Button variant="light" loading={alarms.isFetchingNextPage} onClick={() => void alarms.fetchNextPage()}>
            {t('state.more')}
          </Button>
        </Group>
      )}
    </Page>
  );
}
