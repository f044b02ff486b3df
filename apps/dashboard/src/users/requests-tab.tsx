import { Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CustodianRequestAnswer } from '@openprepay/contracts/http/gateway-custodians';
import { gateway } from '../api/clients.js';
import { useMe } from '../session/use-session.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { ListView } from '../ui/list-view.js';
import { SecondPerson } from '../ui/second-person.js';
import { readUsersAgain, requestsQuery } from './queries.js';

/** What one administrator asked about a custodian, and another decides. */
export function RequestsTab() {
  const { t } = useTranslation();
  const requests = useInfiniteQuery(requestsQuery);
  const columns: readonly Column<CustodianRequestAnswer>[] = [
    { name: 'username', head: t('users.username'), cell: ({ username }) => <bdi>{username}</bdi> },
    { name: 'what', head: t('users.request.what'), cell: (request) => <What request={request} /> },
    { name: 'by', head: t('users.request.by'), cell: ({ requestedBy }) => <bdi>{requestedBy}</bdi> },
    { name: 'at', head: t('users.request.at'), cell: ({ requestedAt }) => <Instant at={requestedAt} /> },
    { name: 'decide', head: t('users.actions'), cell: (request) => <Decide request={request} /> },
  ];
  return (
    <Stack>
      <Text size="sm">{t('users.request.explained')}</Text>
      <ListView query={requests} label={t('users.tab.requests')} empty={<Text c="dimmed">{t('users.request.none')}</Text>}>
        {(rows) => <DataTable caption={t('users.tab.requests')} columns={columns} rows={rows} rowKey={({ requestId }) => requestId} />}
      </ListView>
    </Stack>
  );
}

function What({ request: { roles, setsPassword } }: { readonly request: CustodianRequestAnswer }) {
  const { t } = useTranslation();
  const held = roles?.map((role) => t(`role.${role}`)).join(', ');
  return (
    <>
      {held !== undefined && <Text size="sm">{t('users.request.roles', { roles: held })}</Text>}
      {setsPassword && <Text size="sm">{t('users.request.sets-password')}</Text>}
    </>
  );
}

function Decide({ request: { requestId, requestedBy } }: { readonly request: CustodianRequestAnswer }) {
  const { t } = useTranslation();
  const me = useMe();
  const queries = useQueryClient();
  const params = { requestId };
  const onSettled = (): Promise<void> => readUsersAgain(queries);
  const approve = useMutation({ mutationFn: () => gateway.approveCustodianRequest({ params }), onSettled });
  const refuse = useMutation({
    mutationFn: (reason: string) => gateway.refuseCustodianRequest({ params, body: { reason } }),
    onSettled,
  });
  return (
    <SecondPerson
      own={requestedBy === me.username}
      waits={t('users.request.own')}
      takeBack={t('users.request.take-back')}
      approve={approve}
      refuse={refuse}
    />
  );
}
