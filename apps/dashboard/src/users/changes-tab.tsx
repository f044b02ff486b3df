import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AccountChangeAnswer } from '@openprepay/contracts/http/gateway-account-changes';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { ListView } from '../ui/list-view.js';
import { changesQuery } from './queries.js';

/** Who changed whose account; nothing in it is ever changed. */
export function ChangesTab() {
  const { t } = useTranslation();
  const changes = useInfiniteQuery(changesQuery);
  const columns: readonly Column<AccountChangeAnswer>[] = [
    { name: 'at', head: t('users.change.at'), cell: ({ at }) => <Instant at={at} /> },
    { name: 'username', head: t('users.username'), cell: ({ username }) => <bdi>{username}</bdi> },
    { name: 'change', head: t('users.change.what'), cell: ({ change }) => t(`users.change.kinds.${change}`) },
    { name: 'roles', head: t('users.roles'), cell: ({ roles }) => roles?.map((role) => t(`role.${role}`)).join(', ') ?? '–' },
    { name: 'by', head: t('users.change.by'), cell: ({ by }) => <bdi>{by}</bdi> },
    { name: 'requested-by', head: t('users.request.by'), cell: ({ requestedBy }) => <bdi>{requestedBy ?? '–'}</bdi> },
    { name: 'reason', head: t('act.reason'), cell: ({ reason }) => reason ?? '–' },
  ];
  return (
    <ListView query={changes} label={t('users.tab.changes')}>
      {(rows) => <DataTable caption={t('users.tab.changes')} columns={columns} rows={rows} rowKey={({ changeId }) => changeId} />}
    </ListView>
  );
}
