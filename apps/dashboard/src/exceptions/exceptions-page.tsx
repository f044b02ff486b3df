import { Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ListView } from '../ui/list-view.js';
import { Page } from '../ui/page.js';
import { ExceptionFilters } from './exception-filters.js';
import { ExceptionTable } from './exception-table.js';
import { exceptionsQuery, KINDS, STATES } from './queries.js';

/** Readings that cannot be believed as they are, and what somebody made of them. */
export function ExceptionsPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/inside/exceptions' });
  const state = search.state === 'all' ? undefined : (STATES.find((known) => known === search.state) ?? 'open');
  const kind = KINDS.find((known) => known === search.kind);
  const { meterNumber } = search;
  const exceptions = useInfiniteQuery(exceptionsQuery({ kind, state, meterNumber }));
  return (
    <Page title={t('screen.exceptions')}>
      <Text size="sm">{t('exceptions.what')}</Text>
      <ExceptionFilters key={meterNumber} state={state ?? 'all'} kind={kind} meterNumber={meterNumber} />
      <ListView query={exceptions} label={t('screen.exceptions')} empty={<Text c="dimmed">{t('exceptions.none')}</Text>}>
        {(rows) => <ExceptionTable exceptions={rows} />}
      </ListView>
    </Page>
  );
}
