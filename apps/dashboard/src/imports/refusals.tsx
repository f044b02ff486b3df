import { Button, Group, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { failureOf } from '../api/failure.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { FailureAlert } from '../ui/failure-alert.js';
import { QueryView } from '../ui/query-view.js';
import { useFormat } from '../ui/use-format.js';
import { DOORS, type FileKind } from './files.js';
import { refusalsQuery } from './queries.js';
import { type Refusal } from './report.js';
import { keepAsFile } from './keep-as-file.js';

interface RefusalsProps {
  readonly kind: FileKind;
  readonly importId: string;
  readonly refused: number;
}

/** The first rows that were refused, each with its reason; all of them are in the report, which a spreadsheet opens. */
export function Refusals({ kind, importId, refused }: RefusalsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const refusals = useQuery(refusalsQuery(kind, importId, refused));
  const download = useMutation({
    mutationFn: async () => keepAsFile(await DOORS[kind].report(importId), `${kind}-${importId}-report.csv`),
  });
  const columns: readonly Column<Refusal>[] = [
    { name: 'row', head: t('imports.row'), numeric: true, cell: ({ row }) => row },
    { name: 'column', head: t('imports.column'), cell: ({ column }) => (column === '' ? '–' : column) },
    { name: 'value', head: t('imports.value'), cell: ({ value }) => <bdi>{value}</bdi> },
    {
      name: 'why',
      head: t('imports.why'),
      cell: ({ code, message }) => (
        <>
          <bdi>{message}</bdi>
          <Text size="xs" ff="monospace">
            {code}
          </Text>
        </>
      ),
    },
  ];
  return (
    <>
      <Group>
        <Button size="xs" variant="default" loading={download.isPending} onClick={() => download.mutate()}>
          {t('imports.download')}
        </Button>
      </Group>
      {download.isError && <FailureAlert failure={failureOf(download.error)} />}
      <QueryView query={refusals} label={t('imports.refused')}>
        {(rows) => (
          <>
            {rows.length < refused && <Text size="sm">{t('imports.first', { shown: format.count(rows.length) })}</Text>}
            <DataTable
              caption={t('imports.refused')}
              columns={columns}
              rows={rows}
              rowKey={({ row, column, code }) => `${row} ${column} ${code}`}
            />
          </>
        )}
      </QueryView>
    </>
  );
}
