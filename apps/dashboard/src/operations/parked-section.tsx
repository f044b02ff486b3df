import { Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ParkedMessageSummaryAnswer } from '@openprepay/contracts/http/parked-messages';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { ListView } from '../ui/list-view.js';
import { useFormat } from '../ui/use-format.js';
import { ParkedActions } from './parked-actions.js';
import { ParkedLamp } from './parked-lamp.js';
import { parkedQuery } from './queries.js';
import type { ParkedState, ServiceName } from './services.js';

interface ParkedSectionProps {
  readonly service: ServiceName;
  readonly state: ParkedState | undefined;
}

export function ParkedSection({ service, state }: ParkedSectionProps) {
  const { t } = useTranslation();
  const parked = useInfiniteQuery(parkedQuery(service, state));
  const columns = useColumns(service);
  const label = t('operations.parked.of', { service });
  return (
    <Stack gap="xs" component="section">
      <Title order={2}>{service}</Title>
      <ListView query={parked} label={label} empty={<Text c="dimmed">{t('operations.parked.none')}</Text>}>
        {(rows) => <DataTable caption={label} columns={columns} rows={rows} rowKey={({ id }) => id} />}
      </ListView>
    </Stack>
  );
}

function useColumns(service: ServiceName): readonly Column<ParkedMessageSummaryAnswer>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return [
    { name: 'parked-at', head: t('operations.parked.parked-at'), cell: ({ parkedAt }) => <Instant at={parkedAt} /> },
    { name: 'message', head: t('operations.parked.message'), cell: (message) => <Subject message={message} /> },
    { name: 'why', head: t('operations.parked.why'), cell: ({ code, reason }) => <Why code={code} reason={reason} /> },
    { name: 'state', head: t('operations.parked.state'), cell: ({ state }) => <ParkedLamp state={state} /> },
    { name: 'tries', head: t('operations.parked.tries'), numeric: true, cell: ({ tries }) => format.count(tries) },
    {
      name: 'actions',
      head: t('operations.parked.actions'),
      cell: (message) => <ParkedActions at={{ service, id: message.id }} message={message} />,
    },
  ];
}

function Subject({ message: { type, topic, direction, key } }: { readonly message: ParkedMessageSummaryAnswer }) {
  const { t } = useTranslation();
  return (
    <>
      <Text size="sm">{type ?? topic}</Text>
      <Text size="xs" c="dimmed">
        {t(`operations.parked.direction.${direction}`)} · {key}
      </Text>
    </>
  );
}

/** The code for programs, the reason for people. */
export function Why({ code, reason }: { readonly code: string; readonly reason: string }) {
  return (
    <>
      <Text size="xs" ff="monospace">
        {code}
      </Text>
      <Text size="sm">{reason}</Text>
    </>
  );
}
