import { Group, NativeSelect, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ListView } from '../ui/list-view.js';
import { STATES, stormsQuery, useStormNews } from './queries.js';
import { StormTable } from './storm-table.js';

/** All storms that there were, the newest first. */
export function StormsTab() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/inside/alarms' });
  const navigate = useNavigate({ from: '/alarms' });
  const state = STATES.find((known) => known === search.state);
  const storms = useInfiniteQuery(stormsQuery(state));
  useStormNews();
  return (
    <Stack gap="md">
      <Text size="sm">{t('storms.why')}</Text>
      <Group>
        <NativeSelect
          label={t('storms.state')}
          value={state ?? ''}
          data={[{ value: '', label: t('storms.any-state') }, ...STATES.map((value) => ({ value, label: t(`storms.states.${value}`) }))]}
          onChange={({ currentTarget: { value } }) =>
            void navigate({ search: { tab: 'storms', ...(value === '' ? {} : { state: value }) }, replace: true })
          }
        />
      </Group>
      <ListView query={storms} label={t('storms.title')} empty={<Text c="dimmed">{t(`storms.none.${state ?? 'all'}`)}</Text>}>
        {(rows) => <StormTable caption={t('storms.title')} storms={rows} ended />}
      </ListView>
    </Stack>
  );
}
