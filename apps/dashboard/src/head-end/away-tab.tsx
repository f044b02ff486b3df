import { NativeSelect, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { LAST_SEEN_HOURS, type ListedMeterAnswer } from '@openprepay/contracts/http/telemetry-fleet';
import { AnchorLink } from '../ui/anchor-link.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { ListView } from '../ui/list-view.js';
import { useFormat } from '../ui/use-format.js';
import { wallClock } from '../ui/wall-clock.js';
import { awayQuery } from './queries.js';

/** For any time at all, or for longer than these. */
const HOURS: readonly number[] = [0, ...LAST_SEEN_HOURS];

/** Which meters are away, those first that have been silent for longest. */
export function AwayTab() {
  const { t } = useTranslation();
  const format = useFormat();
  const search = useSearch({ from: '/inside/head-end' });
  const navigate = useNavigate({ from: '/head-end' });
  const hours = HOURS.find((known) => String(known) === search.hours) ?? 0;
  const away = useInfiniteQuery(awayQuery(hours, wallClock));
  return (
    <Stack gap="md">
      <NativeSelect
        label={t('head-end.silent-for')}
        maw="14rem"
        value={String(hours)}
        data={HOURS.map((known) => ({
          value: String(known),
          label: known === 0 ? t('head-end.any-time') : t('head-end.hours', { hours: format.count(known) }),
        }))}
        onChange={({ currentTarget: { value } }) => void navigate({ search: { tab: 'away', hours: value }, replace: true })}
      />
      <ListView query={away} label={t('head-end.tab.away')} empty={<Text c="dimmed">{t('head-end.none-away')}</Text>}>
        {(meters) => <AwayTable meters={meters} />}
      </ListView>
    </Stack>
  );
}

function AwayTable({ meters }: { readonly meters: readonly ListedMeterAnswer[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns: readonly Column<ListedMeterAnswer>[] = [
    {
      name: 'meter',
      head: t('meters.number'),
      cell: ({ meterNumber }) => (
        <AnchorLink to="/meters/$meterNumber" params={{ meterNumber }}>
          {meterNumber}
        </AnchorLink>
      ),
    },
    {
      name: 'seen',
      head: t('meters.last-seen'),
      cell: ({ lastSeenAt }) => (lastSeenAt === undefined ? t('meters.never') : <Instant at={lastSeenAt} />),
    },
    {
      name: 'since',
      head: t('head-end.away-since'),
      cell: ({ changedAt }) => (changedAt === undefined ? '–' : <Instant at={changedAt} />),
    },
    { name: 'relay', head: t('meters.relay'), cell: ({ relay }) => (relay === undefined ? '–' : t(`meters.relay-${relay}`)) },
    {
      name: 'credit',
      head: t('meters.credit'),
      numeric: true,
      cell: ({ creditRemaining }) => (creditRemaining === undefined ? '–' : format.decimal(creditRemaining)),
    },
  ];
  return <DataTable caption={t('head-end.tab.away')} columns={columns} rows={meters} rowKey={({ meterNumber }) => meterNumber} />;
}
