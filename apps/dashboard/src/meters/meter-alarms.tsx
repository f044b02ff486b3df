import { Group, Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AlarmAnswer } from '@openprepay/contracts/http/telemetry-alarms';
import { KindLamp } from '../alarms/kind-lamp.js';
import { useMayOpen } from '../session/use-may.js';
import { AnchorLink } from '../ui/anchor-link.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { Empty, QueryView } from '../ui/query-view.js';
import { lastAlarmsQuery } from './meter-queries.js';

interface DoneProps {
  readonly at: string | undefined;
  readonly by: string | undefined;
}

function Done({ at, by }: DoneProps) {
  const { t } = useTranslation();
  if (at === undefined) return t('alarms.not-yet');
  return (
    <>
      <bdi>{by}</bdi>, <Instant at={at} />
    </>
  );
}

/** The meter's last alarms, and which of them are over; they are acknowledged where all of them stand. */
export function MeterAlarms({ meterNumber }: { readonly meterNumber: string }) {
  const { t } = useTranslation();
  const mayOpen = useMayOpen();
  const alarms = useQuery(lastAlarmsQuery(meterNumber));
  const columns: readonly Column<AlarmAnswer>[] = [
    { name: 'kind', head: t('alarms.kind'), cell: (alarm) => <KindLamp alarm={alarm} /> },
    { name: 'raised', head: t('alarms.raised'), cell: ({ raisedAt }) => <Instant at={raisedAt} /> },
    {
      name: 'acknowledged',
      head: t('alarms.acknowledged'),
      cell: ({ acknowledgedAt, acknowledgedBy }) => <Done at={acknowledgedAt} by={acknowledgedBy} />,
    },
    {
      name: 'cleared',
      head: t('alarms.cleared'),
      cell: ({ clearedAt, clearedBy = t('alarms.by-itself') }) => <Done at={clearedAt} by={clearedBy} />,
    },
  ];
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Title order={2}>{t('meters.last-alarms')}</Title>
        {mayOpen('alarms') && (
          <AnchorLink to="/alarms" search={{ meterNumber, state: 'all' }}>
            {t('meters.all-alarms')}
          </AnchorLink>
        )}
      </Group>
      <QueryView
        query={alarms}
        label={t('meters.last-alarms')}
        isEmpty={(items) => items.length === 0}
        empty={<Empty>{t('meters.no-alarms')}</Empty>}
      >
        {(items) => <DataTable caption={t('meters.last-alarms')} columns={columns} rows={items} rowKey={({ alarmId }) => alarmId} />}
      </QueryView>
    </Stack>
  );
}
