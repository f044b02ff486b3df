import { Group, NativeSelect, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { AlarmAnswer, AlarmStormAnswer } from '@openprepay/contracts/http/telemetry-alarms';
import { AnchorLink } from '../ui/anchor-link.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { Lamp } from '../ui/lamp.js';
import { ListView } from '../ui/list-view.js';
import { Section } from '../ui/section.js';
import { stormMetersQuery } from './queries.js';

/** The meters of a storm by number: while it goes on those that are away, unless all are asked for. */
export function StormMeters({ storm: { stormId, state } }: { readonly storm: AlarmStormAnswer }) {
  const { t } = useTranslation();
  const search = useSearch({ from: '/inside/alarms/storms/$stormId' });
  const navigate = useNavigate({ from: '/alarms/storms/$stormId' });
  const which = search.which ?? (state === 'open' ? 'away' : 'all');
  const meters = useInfiniteQuery(stormMetersQuery(stormId, which === 'away'));
  const columns = useColumns(which === 'away');
  return (
    <Section title={t('now.meters')}>
      <Group>
        <NativeSelect
          label={t('storms.which')}
          value={which}
          data={[
            { value: 'away', label: t('storms.only-away') },
            { value: 'all', label: t('storms.all-meters') },
          ]}
          onChange={({ currentTarget: { value } }) => void navigate({ search: { which: value }, replace: true, resetScroll: false })}
        />
      </Group>
      <ListView
        query={meters}
        label={t('now.meters')}
        empty={<Text c="dimmed">{t(which === 'away' ? 'storms.none-away' : 'storms.no-meters')}</Text>}
      >
        {(rows) => <DataTable caption={t('now.meters')} columns={columns} rows={rows} rowKey={({ meterNumber }) => meterNumber} />}
      </ListView>
    </Section>
  );
}

/** @param away only meters whose alarm goes on: it has no end to show */
function useColumns(away: boolean): readonly Column<AlarmAnswer>[] {
  const { t } = useTranslation();
  const columns: readonly Column<AlarmAnswer>[] = [
    {
      name: 'meter',
      head: t('alarms.meter'),
      cell: ({ meterNumber }) => (
        <AnchorLink to="/meters/$meterNumber" params={{ meterNumber }}>
          {meterNumber}
        </AnchorLink>
      ),
    },
    { name: 'state', head: t('storms.state'), cell: (alarm) => <MeterLamp alarm={alarm} /> },
    { name: 'raised', head: t('alarms.raised'), cell: ({ raisedAt }) => <Instant at={raisedAt} /> },
    {
      name: 'acknowledged',
      head: t('alarms.acknowledged'),
      cell: ({ acknowledgedAt, acknowledgedBy }) =>
        acknowledgedAt === undefined ? (
          '–'
        ) : (
          <>
            <bdi>{acknowledgedBy}</bdi>, <Instant at={acknowledgedAt} />
          </>
        ),
    },
    {
      name: 'ended',
      head: t('storms.back'),
      cell: ({ clearedAt, clearReason, clearedBy }) =>
        clearedAt === undefined ? (
          '–'
        ) : (
          <>
            <Instant at={clearedAt} />
            {clearedBy !== undefined && (
              <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                <bdi>{clearedBy}</bdi>: <bdi>{clearReason}</bdi>
              </Text>
            )}
          </>
        ),
    },
  ];
  return away ? columns.filter(({ name }) => name !== 'ended') : columns;
}

function MeterLamp({ alarm: { clearedAt, clearedBy } }: { readonly alarm: AlarmAnswer }) {
  const { t } = useTranslation();
  if (clearedAt === undefined) return <Lamp state="bad">{t('storms.meter-states.away')}</Lamp>;
  if (clearedBy !== undefined) return <Lamp state="unknown">{t('storms.meter-states.cleared')}</Lamp>;
  return <Lamp state="good">{t('storms.meter-states.back')}</Lamp>;
}
