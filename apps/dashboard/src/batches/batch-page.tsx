import { Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { BatchReportAnswer } from '@openprepay/contracts/http/vending-batches';
import { AnchorLink } from '../ui/anchor-link.js';
import { Facts } from '../ui/facts.js';
import { Instant } from '../ui/instant.js';
import { Page } from '../ui/page.js';
import { QueryView } from '../ui/query-view.js';
import { Section } from '../ui/section.js';
import { BatchLamp } from './batch-lamp.js';
import { BatchTotals, GivenBack } from './batch-totals.js';
import { CloseBatch } from './close-batch.js';
import { CountedMoney } from './counted-money.js';
import { batchQuery } from './queries.js';

/** One batch: what it comes to, and once it is closed, what was counted. */
export function BatchPage() {
  const { t } = useTranslation();
  const { batchId } = useParams({ from: '/inside/batches/$batchId' });
  const batch = useQuery(batchQuery(batchId));
  const actions = (
    <Group gap="md">
      {batch.data?.state === 'open' && <CloseBatch batch={batch.data} />}
      <AnchorLink to="/batches">{t('batches.all')}</AnchorLink>
    </Group>
  );
  return (
    <Page title={t('batches.batch')} actions={actions}>
      <QueryView query={batch} label={t('batches.batch')} lines={8}>
        {(read) => <Batch batch={read} />}
      </QueryView>
    </Page>
  );
}

function Batch({ batch }: { readonly batch: BatchReportAnswer }) {
  const { t } = useTranslation();
  const { kind, number, state, till, openedAt, openedBy, closedAt, closedBy, counted, totals, givenBack } = batch;
  return (
    <>
      <Section title={t('batches.named', { kind: t(`batches.kinds.${kind}`), number })}>
        <Facts
          facts={[
            [t('batches.state'), <BatchLamp key="state" state={state} />],
            [t('batches.till'), <bdi key="till">{till}</bdi>],
            [t('batches.opened'), <At key="opened" at={openedAt} by={openedBy} />],
            [t('batches.closed'), closedAt === undefined ? undefined : <At key="closed" at={closedAt} by={closedBy ?? ''} />],
          ]}
        />
      </Section>
      {state === 'closed' && <CountedMoney counted={counted} />}
      {totals.length === 0 && <Text c="dimmed">{t('batches.nothing-sold')}</Text>}
      {totals.map((total) => (
        <BatchTotals key={total.currency} totals={total} />
      ))}
      {givenBack !== undefined && givenBack.length > 0 && <GivenBack givenBack={givenBack} />}
    </>
  );
}

function At({ at, by }: { readonly at: string; readonly by: string }) {
  return (
    <>
      <Instant at={at} />, <bdi>{by}</bdi>
    </>
  );
}
