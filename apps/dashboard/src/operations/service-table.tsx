import { Paper, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OperationsAnswer } from '@openprepay/contracts/http/parked-messages';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { Lamp } from '../ui/lamp.js';
import { QueryView } from '../ui/query-view.js';
import { useFormat } from '../ui/use-format.js';
import { stopped, toRead } from './behind.js';
import { type ServiceFlow, useFlow } from './flow.js';

const LAMPS = { ready: 'good', 'not ready': 'warning', away: 'bad' } as const;
const WORDS = { ready: 'ready', 'not ready': 'not-ready', away: 'away' } as const;
const SECOND_MS = 1_000;

/** Every service: whether it is there, and how much it has still to send, to read and to have decided. */
export function ServiceTable() {
  const { t } = useTranslation();
  const { health, flowOf } = useFlow();
  const columns = useColumns();
  return (
    <Paper withBorder p="sm" component="section" aria-label={t('operations.services')}>
      <QueryView query={health} label={t('operations.services')} lines={6}>
        {({ services }) => (
          <>
            <DataTable caption={t('operations.services')} columns={columns} rows={flowOf(services)} rowKey={({ service }) => service} />
            <Text size="xs" c="dimmed" mt={4}>
              {t('operations.as-of')} <Instant at={new Date(health.dataUpdatedAt).toISOString()} short />
            </Text>
          </>
        )}
      </QueryView>
    </Paper>
  );
}

function useColumns(): readonly Column<ServiceFlow>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const counted =
    (of: (operations: OperationsAnswer) => number) =>
    ({ operations }: ServiceFlow): string =>
      operations === undefined ? '–' : format.count(of(operations));
  return [
    { name: 'service', head: t('operations.service'), cell: (flow) => <Service flow={flow} /> },
    { name: 'version', head: t('operations.version'), cell: ({ operations }) => operations?.version ?? '–' },
    { name: 'to-send', head: t('operations.to-send'), numeric: true, cell: counted(({ outbox }) => outbox.waiting) },
    {
      name: 'oldest',
      head: t('operations.oldest'),
      numeric: true,
      cell: counted(({ outbox }) => Math.round(outbox.oldestAgeMs / SECOND_MS)),
    },
    { name: 'to-read', head: t('operations.to-read'), numeric: true, cell: counted(toRead) },
    { name: 'parked', head: t('operations.tab.parked'), numeric: true, cell: counted(({ parkedMessages }) => parkedMessages) },
    { name: 'lost', head: t('operations.tab.lost'), numeric: true, cell: counted(({ lostRanges }) => lostRanges) },
  ];
}

/** With the readers that do not run, and where it does not say how far it is. */
function Service({ flow: { service, health, operations, silent } }: { readonly flow: ServiceFlow }) {
  const { t } = useTranslation();
  const still = operations === undefined ? [] : stopped(operations);
  return (
    <>
      <Lamp state={LAMPS[health]}>{`${service}: ${t(`operations.state.${WORDS[health]}`)}`}</Lamp>
      {silent && <Text size="xs">{t('operations.silent')}</Text>}
      {still.length > 0 && <Text size="xs">{t('operations.stopped', { readers: still.join(', ') })}</Text>}
    </>
  );
}
