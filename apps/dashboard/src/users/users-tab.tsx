import { Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { UserAnswer } from '@openprepay/contracts/http/gateway';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { Lamp } from '../ui/lamp.js';
import { ListView } from '../ui/list-view.js';
import { usersQuery } from './queries.js';
import { UserActions } from './user-actions.js';

export function UsersTab() {
  const { t } = useTranslation();
  const users = useInfiniteQuery(usersQuery);
  const columns: readonly Column<UserAnswer>[] = [
    { name: 'username', head: t('users.username'), cell: (user) => <Name user={user} /> },
    { name: 'roles', head: t('users.roles'), cell: ({ roles }) => roles.map((role) => t(`role.${role}`)).join(', ') },
    {
      name: 'state',
      head: t('users.state'),
      cell: ({ state }) => <Lamp state={state === 'active' ? 'good' : 'unknown'}>{t(`users.states.${state}`)}</Lamp>,
    },
    { name: 'created', head: t('users.created'), cell: ({ createdAt }) => <Instant at={createdAt} /> },
    { name: 'actions', head: t('users.actions'), cell: (user) => <UserActions user={user} /> },
  ];
  return (
    <ListView query={users} label={t('users.tab.users')}>
      {(rows) => <DataTable caption={t('users.tab.users')} columns={columns} rows={rows} rowKey={({ userId }) => userId} />}
    </ListView>
  );
}

function Name({ user: { username, platform, custodianFrom } }: { readonly user: UserAnswer }) {
  const { t } = useTranslation();
  return (
    <>
      <bdi>{username}</bdi>
      {platform && (
        <Text size="xs" c="dimmed">
          {t('users.platform')}
        </Text>
      )}
      {custodianFrom !== undefined && (
        <Text size="xs" c="dimmed">
          {t('users.custodian-from')} <Instant at={custodianFrom} />
        </Text>
      )}
    </>
  );
}
