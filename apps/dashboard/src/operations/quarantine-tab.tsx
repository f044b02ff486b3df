import { Code, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { QUARANTINE_CODES, type QuarantinedMessageAnswer } from '@openprepay/contracts/http/telemetry-quarantine';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { ListView } from '../ui/list-view.js';
import { MeterFilters } from '../ui/meter-filters.js';
import { useFormat } from '../ui/use-format.js';
import { Why } from './parked-section.js';
import { QuarantineCounts } from './quarantine-counts.js';
import { quarantineQuery } from './queries.js';
import { SettleMany } from './settle-many.js';
import { SettleQuarantined } from './settle-quarantined.js';
import { useFilter } from './use-filter.js';

/** What meters sent and could not be stored, with the reason. */
export function QuarantineTab() {
  const { t } = useTranslation();
  const {
    filter: { code, meterNumber },
  } = useFilter();
  const quarantine = useInfiniteQuery(quarantineQuery({ code, meterNumber }));
  const columns = useColumns();
  const known = QUARANTINE_CODES.find((one) => one === code);
  return (
    <Stack gap="md">
      <Filters />
      {known === undefined && meterNumber === undefined && <QuarantineCounts />}
      {known !== undefined && <SettleMany key={`${known} ${meterNumber ?? ''}`} code={known} meterNumber={meterNumber} />}
      <ListView query={quarantine} label={t('operations.tab.quarantine')} empty={<Text c="dimmed">{t('operations.quarantine.none')}</Text>}>
        {(rows) => <DataTable caption={t('operations.tab.quarantine')} columns={columns} rows={rows} rowKey={({ id }) => id} />}
      </ListView>
    </Stack>
  );
}

function useColumns(): readonly Column<QuarantinedMessageAnswer>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return [
    { name: 'received', head: t('operations.quarantine.last-received'), cell: ({ lastReceivedAt }) => <Instant at={lastReceivedAt} /> },
    { name: 'meter', head: t('operations.quarantine.meter'), cell: ({ meterNumber }) => meterNumber ?? '–' },
    { name: 'why', head: t('operations.parked.why'), cell: ({ code, reason }) => <Why code={code} reason={reason} /> },
    { name: 'times', head: t('operations.quarantine.times'), numeric: true, cell: ({ times }) => format.count(times) },
    { name: 'bytes', head: t('operations.quarantine.bytes'), numeric: true, cell: ({ payloadBytes }) => format.count(payloadBytes) },
    { name: 'payload', head: t('operations.quarantine.payload'), cell: (message) => <Payload message={message} /> },
    { name: 'actions', head: t('operations.parked.actions'), cell: (message) => <SettleQuarantined message={message} /> },
  ];
}

function Payload({ message: { topic, payload } }: { readonly message: QuarantinedMessageAnswer }) {
  const { t } = useTranslation();
  return (
    <details>
      <summary>{topic}</summary>
      <Code block tabIndex={0} role="region" aria-label={t('operations.quarantine.payload')}>
        {payload}
      </Code>
    </details>
  );
}

function Filters() {
  const { t } = useTranslation();
  const { filter, change } = useFilter();
  return (
    <MeterFilters
      choices={[
        {
          label: t('operations.quarantine.code'),
          value: filter.code ?? '',
          data: [{ value: '', label: t('operations.quarantine.any-code') }, ...QUARANTINE_CODES],
          onChoose: (chosen) => change({ code: chosen }),
        },
      ]}
      meterNumber={filter.meterNumber}
      words={{ meter: t('operations.quarantine.meter'), search: t('operations.quarantine.search') }}
      onFind={(digits) => change({ meterNumber: digits })}
    />
  );
}
