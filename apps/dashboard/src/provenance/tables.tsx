import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ProvenanceAnswer } from '@openprepay/contracts/http/vending-provenance';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { Section } from '../ui/section.js';
import { useFormat } from '../ui/use-format.js';

interface RowsProps<Row> {
  /** The earliest of them. */
  readonly rows: readonly Row[];
  /** How many there are. */
  readonly all: number;
}

type UnexplainedRow = ProvenanceAnswer['unexplained'][number];
type MissingRow = ProvenanceAnswer['missing'][number];

/** Issued, and nobody sold or ordered it. */
export function Unexplained({ rows, all }: RowsProps<UnexplainedRow>) {
  const { t } = useTranslation();
  const columns: readonly Column<UnexplainedRow>[] = [
    { name: 'at', head: t('provenance.issued-at'), cell: ({ issuedAt }) => <Instant at={issuedAt} /> },
    { name: 'meter', head: t('meters.number'), cell: ({ meterNumber }) => meterNumber },
    { name: 'kind', head: t('provenance.kind'), cell: ({ kind }) => kind },
    { name: 'group', head: t('meters.supply-group'), cell: ({ supplyGroupCode }) => supplyGroupCode },
    { name: 'requester', head: t('provenance.requester'), cell: ({ requester }) => <bdi>{requester}</bdi> },
    { name: 'request', head: t('provenance.request'), cell: ({ requestId }) => requestId },
  ];
  return <Rows title={t('provenance.unexplained')} none={t('provenance.none-unexplained')} columns={columns} rows={rows} all={all} />;
}

/** Sold or ordered and answered with tokens, and the vault says of none. */
export function Missing({ rows, all }: RowsProps<MissingRow>) {
  const { t } = useTranslation();
  const columns: readonly Column<MissingRow>[] = [
    { name: 'at', head: t('provenance.settled-at'), cell: ({ settledAt }) => <Instant at={settledAt} /> },
    { name: 'meter', head: t('meters.number'), cell: ({ meterNumber }) => meterNumber },
    { name: 'kind', head: t('provenance.kind'), cell: ({ kind }) => kind },
    { name: 'request', head: t('provenance.request'), cell: ({ requestId }) => requestId },
  ];
  return <Rows title={t('provenance.missing')} none={t('provenance.none-missing')} columns={columns} rows={rows} all={all} />;
}

interface AllRowsProps<Row> extends RowsProps<Row> {
  readonly title: string;
  readonly none: string;
  readonly columns: readonly Column<Row>[];
}

function Rows<Row extends { readonly requestId: string }>({ title, none, columns, rows, all }: AllRowsProps<Row>) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Section title={title}>
      {rows.length === 0 ? (
        <Text c="dimmed">{none}</Text>
      ) : (
        <DataTable caption={title} columns={columns} rows={rows} rowKey={({ requestId }) => requestId} />
      )}
      {rows.length < all && <Text size="sm">{t('provenance.of', { shown: format.count(rows.length), all: format.count(all) })}</Text>}
    </Section>
  );
}
