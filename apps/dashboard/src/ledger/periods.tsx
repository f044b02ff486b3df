import { Button, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PeriodAnswer } from '@openprepay/contracts/http/billing-ledger';
import { useMay } from '../session/use-may.js';
import { AnchorLink } from '../ui/anchor-link.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { Lamp } from '../ui/lamp.js';
import { QueryView } from '../ui/query-view.js';
import { useFormat } from '../ui/use-format.js';
import { ClosePeriod } from './close-period.js';
import { periods } from './queries.js';

/** The accounting periods, the latest first; a clerk closes one that is over. */
export function Periods() {
  const { t } = useTranslation();
  const query = useQuery(periods);
  const mayClose = useMay('clerk');
  const [closing, setClosing] = useState<string>();
  const columns = usePeriodColumns();
  // As of the answer: a page that stands open says no more than what it has read.
  const isOver = ({ endsAt }: PeriodAnswer): boolean => Date.parse(endsAt) <= query.dataUpdatedAt;
  const close: Column<PeriodAnswer> = {
    name: 'close',
    head: t('ledger.action'),
    cell: (row) =>
      row.state === 'open' &&
      isOver(row) && (
        <Button size="compact-sm" variant="default" onClick={() => setClosing(row.period)}>
          {t('ledger.close', { period: row.period })}
        </Button>
      ),
  };
  return (
    <Stack>
      <QueryView query={query} label={t('ledger.tab.periods')} isEmpty={(all) => all.length === 0} empty={t('ledger.no-periods')}>
        {(rows) => (
          <DataTable
            caption={t('ledger.tab.periods')}
            columns={mayClose ? [...columns, close] : columns}
            rows={rows}
            rowKey={({ period }) => period}
          />
        )}
      </QueryView>
      {closing !== undefined && <ClosePeriod period={closing} onDone={() => setClosing(undefined)} />}
    </Stack>
  );
}

function usePeriodColumns(): readonly Column<PeriodAnswer>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return [
    {
      name: 'period',
      head: t('ledger.period'),
      oneLine: true,
      cell: ({ period }) => (
        <AnchorLink to="/ledger" search={{ period }}>
          {period}
        </AnchorLink>
      ),
    },
    {
      name: 'state',
      head: t('ledger.state'),
      oneLine: true,
      cell: ({ state }) => <Lamp state={state === 'closed' ? 'good' : 'unknown'}>{t(`ledger.period-state.${state}`)}</Lamp>,
    },
    { name: 'entries', head: t('ledger.entry-count'), numeric: true, cell: ({ entries }) => format.count(entries) },
    { name: 'ends', head: t('ledger.ends'), cell: ({ endsAt }) => <Instant at={endsAt} /> },
    {
      name: 'closed',
      head: t('ledger.closed'),
      cell: ({ closedAt, closedBy, lastNumber }) =>
        closedAt !== undefined && (
          <>
            <Instant at={closedAt} />
            <br />
            {t('ledger.closed-by', { closedBy: closedBy ?? '', number: lastNumber ?? 0 })}
          </>
        ),
    },
  ];
}
