import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { QuarantinedByCodeAnswer } from '@openprepay/contracts/http/telemetry-quarantine';
import { type Column, DataTable } from '../ui/data-table.js';
import { QueryView } from '../ui/query-view.js';
import { useFormat } from '../ui/use-format.js';
import { quarantineCounts } from './queries.js';
import { useFilter } from './use-filter.js';

type Count = QuarantinedByCodeAnswer['items'][number];

/** Why how much waits: what is behind most of it comes first, and leads to its messages. */
export function QuarantineCounts() {
  const { t } = useTranslation();
  const format = useFormat();
  const { change } = useFilter();
  const counts = useQuery(quarantineCounts);
  const label = t('operations.quarantine.by-code');
  const columns: readonly Column<Count>[] = [
    {
      name: 'code',
      head: t('operations.quarantine.code'),
      cell: ({ code }) => (
        <Button size="compact-xs" variant="subtle" onClick={() => change({ code })}>
          {code}
        </Button>
      ),
    },
    { name: 'messages', head: t('operations.quarantine.messages'), numeric: true, cell: ({ messages }) => format.count(messages) },
  ];
  return (
    <QueryView query={counts} label={label} lines={2} isEmpty={(items) => items.length === 0} empty={<></>}>
      {(items) => (
        <div>
          <Text size="sm" fw={600}>
            {label}
          </Text>
          <DataTable caption={label} columns={columns} rows={items} rowKey={({ code }) => code} />
        </div>
      )}
    </QueryView>
  );
}
