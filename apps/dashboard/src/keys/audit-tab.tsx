import { Code, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AuditEntryAnswer } from '@openprepay/contracts/http/key-management-audit';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { ListView } from '../ui/list-view.js';
import { AuditVerdict } from './audit-verdict.js';
import { auditQuery } from './queries.js';

/** Who did what with which key, and whether anybody has altered the record. */
export function AuditTab() {
  const { t } = useTranslation();
  const entries = useInfiniteQuery(auditQuery);
  const columns: readonly Column<AuditEntryAnswer>[] = [
    { name: 'sequence', head: t('keys.audit.entry'), numeric: true, cell: ({ sequence }) => sequence },
    { name: 'at', head: t('keys.audit.at'), cell: ({ at }) => <Instant at={at} /> },
    { name: 'who', head: t('keys.audit.who'), cell: ({ actor }) => <bdi>{actor.username}</bdi> },
    { name: 'action', head: t('keys.audit.action'), cell: ({ action }) => action },
    { name: 'target', head: t('keys.audit.target'), cell: ({ target }) => <Code>{target}</Code> },
    { name: 'details', head: t('keys.audit.details'), cell: (entry) => <Details entry={entry} /> },
  ];
  return (
    <Stack>
      <AuditVerdict />
      <ListView query={entries} label={t('keys.tab.audit')}>
        {(rows) => <DataTable caption={t('keys.tab.audit')} columns={columns} rows={rows} rowKey={({ sequence }) => sequence} />}
      </ListView>
    </Stack>
  );
}

function Details({ entry: { details, hash, previousHash } }: { readonly entry: AuditEntryAnswer }) {
  const { t } = useTranslation();
  const told = Object.entries(details).map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return (
    <>
      {told.map((line) => (
        <Text key={line} size="sm">
          {line}
        </Text>
      ))}
      <details>
        <summary>{t('keys.audit.chain')}</summary>
        <Text size="xs" ff="monospace">
          {previousHash} → {hash}
        </Text>
      </details>
    </>
  );
}
