import { Group, NativeSelect, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { BatchAnswer } from '@openprepay/contracts/http/vending-batches';
import { AnchorLink } from '../ui/anchor-link.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { ListView } from '../ui/list-view.js';
import { Page } from '../ui/page.js';
import { BatchLamp } from './batch-lamp.js';
import { OpenBatch } from './open-batch.js';
import { BATCH_STATES, batchesQuery } from './queries.js';

/** What each till sold from when it was opened until its money was counted. */
export function BatchesPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/inside/batches' });
  const navigate = useNavigate({ from: '/batches' });
  const state = BATCH_STATES.find((known) => known === search.state);
  const batches = useInfiniteQuery(batchesQuery(state));
  const columns = useColumns();
  return (
    <Page title={t('screen.batches')} actions={<OpenBatch />}>
      <Group>
        <NativeSelect
          label={t('batches.state')}
          value={state ?? ''}
          data={[
            { value: '', label: t('batches.any-state') },
            ...BATCH_STATES.map((value) => ({ value, label: t(`batches.states.${value}`) })),
          ]}
          onChange={({ currentTarget: { value } }) => void navigate({ search: value === '' ? {} : { state: value }, replace: true })}
        />
      </Group>
      <ListView query={batches} label={t('screen.batches')} empty={<Text c="dimmed">{t('batches.none')}</Text>}>
        {(rows) => <DataTable caption={t('screen.batches')} columns={columns} rows={rows} rowKey={({ batchId }) => batchId} />}
      </ListView>
    </Page>
  );
}

function useColumns(): readonly Column<BatchAnswer>[] {
  const { t } = useTranslation();
  return [
    {
      name: 'batch',
      head: t('batches.batch'),
      cell: ({ batchId, kind, number }) => (
        <AnchorLink to="/batches/$batchId" params={{ batchId }}>
          {t('batches.named', { kind: t(`batches.kinds.${kind}`), number })}
        </AnchorLink>
      ),
    },
    { name: 'till', head: t('batches.till'), cell: ({ till }) => <bdi>{till}</bdi> },
    { name: 'state', head: t('batches.state'), cell: ({ state }) => <BatchLamp state={state} /> },
    {
      name: 'opened',
      head: t('batches.opened'),
      cell: ({ openedAt, openedBy }) => (
        <>
          <Instant at={openedAt} />, <bdi>{openedBy}</bdi>
        </>
      ),
    },
    {
      name: 'closed',
      head: t('batches.closed'),
      cell: ({ closedAt, closedBy }) =>
        closedAt === undefined ? (
          '–'
        ) : (
          <>
            <Instant at={closedAt} />, <bdi>{closedBy}</bdi>
          </>
        ),
    },
  ];
}
