import { Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { OperationsAnswer } from '@openprepay/contracts/http/parked-messages';
import type { FleetAnswer } from '@openprepay/contracts/http/telemetry-fleet';
import { fleetQuery } from '../now/queries.js';
import { operationsQuery } from '../operations/queries.js';
import { useMay } from '../session/use-may.js';
import { AnchorLink } from '../ui/anchor-link.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { FigureCard } from '../ui/figure-card.js';
import { Instant } from '../ui/instant.js';
import { Lamp } from '../ui/lamp.js';
import { QueryView } from '../ui/query-view.js';
import { Section } from '../ui/section.js';
import { useFormat } from '../ui/use-format.js';

export function HealthTab() {
  const { t } = useTranslation();
  const fleet = useQuery(fleetQuery);
  const mayDecide = useMay('operator', 'engineer');
  return (
    <Stack gap="md">
      <QueryView query={fleet} label={t('head-end.tab.health')}>
        {(read) => <Fleet fleet={read} />}
      </QueryView>
      <Readers />
      {mayDecide && (
        <AnchorLink to="/operations" search={{ tab: 'quarantine' }}>
          {t('head-end.to-quarantine')}
        </AnchorLink>
      )}
    </Stack>
  );
}

type Silent = FleetAnswer['lastSeen'][number];

function Fleet({ fleet: { messagesPerSecond, connected, offline, neverSeen, lastSeen, asOf } }: { readonly fleet: FleetAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns: readonly Column<Silent>[] = [
    {
      name: 'since',
      head: t('head-end.silent-for'),
      cell: ({ olderThanHours }) => (
        <AnchorLink to="/head-end" search={{ tab: 'away', hours: String(olderThanHours) }}>
          {t('head-end.hours', { hours: format.count(olderThanHours) })}
        </AnchorLink>
      ),
    },
    { name: 'meters', head: t('now.meters'), numeric: true, cell: ({ meters }) => format.count(meters) },
  ];
  return (
    <>
      <Group gap="sm" align="stretch">
        <FigureCard
          label={t('head-end.messages')}
          testId="messages-per-second"
          value={format.count(messagesPerSecond)}
          unit={t('head-end.a-second')}
        />
        <FigureCard label={t('now.meters-online')} testId="head-end-online" value={format.count(connected)} />
        <FigureCard label={t('now.meters-offline')} testId="head-end-offline" value={format.count(offline)} />
        <FigureCard label={t('head-end.never-seen')} testId="head-end-never-seen" value={format.count(neverSeen)} />
      </Group>
      <Section title={t('head-end.silent')}>
        <DataTable
          caption={t('head-end.silent')}
          columns={columns}
          rows={lastSeen}
          rowKey={({ olderThanHours }) => String(olderThanHours)}
        />
        <Text size="xs" c="dimmed">
          {t('head-end.as-of')} <Instant at={asOf} short />
        </Text>
      </Section>
    </>
  );
}

type Reader = OperationsAnswer['consumers'][number];

/** Who of the head-end reads what others tell, and how far each is behind. */
function Readers() {
  const { t } = useTranslation();
  const format = useFormat();
  const operations = useQuery({ ...operationsQuery('telemetry'), enabled: useMay('operator', 'engineer', 'auditor') });
  const columns: readonly Column<Reader>[] = [
    { name: 'reader', head: t('head-end.reader'), cell: ({ group }) => group },
    {
      name: 'runs',
      head: t('head-end.state'),
      cell: ({ running }) => <Lamp state={running ? 'good' : 'bad'}>{t(running ? 'head-end.runs' : 'head-end.stands')}</Lamp>,
    },
    { name: 'lag', head: t('operations.to-read'), numeric: true, cell: ({ lag }) => format.count(lag) },
  ];
  if (operations.fetchStatus === 'idle' && operations.data === undefined) return null;
  return (
    <Section title={t('head-end.readers')}>
      <QueryView query={operations} label={t('head-end.readers')}>
        {({ consumers, outbox }) => (
          <>
            <DataTable caption={t('head-end.readers')} columns={columns} rows={consumers} rowKey={({ group }) => group} />
            <Text size="sm">{t('head-end.to-send', { messages: format.count(outbox.waiting) })}</Text>
          </>
        )}
      </QueryView>
    </Section>
  );
}
