import { Button, Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustodianRequestAnswer } from '@openprepay/contracts/http/gateway-custodians';
import { gateway } from '../api/clients.js';
import { failureOf } from '../api/failure.js';
import { useMe } from '../session/use-session.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { FailureAlert } from '../ui/failure-alert.js';
import { Instant } from '../ui/instant.js';
import { ListView } from '../ui/list-view.js';
import { ReasonForm } from '../ui/reason-form.js';
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

function Decide({ request }: { readonly request: CustodianRequestAnswer }) {
  const { t } = useTranslation();
  const me = useMe();
  const queries = useQueryClient();
  const [refusing, setRefusing] = useState(false);
  const params = { requestId: request.requestId };
  const onSettled = (): Promise<void> => readUsersAgain(queries);
  const approve = useMutation({ mutationFn: () => gateway.approveCustodianRequest({ params }), onSettled });
  const refuse = useMutation({
    mutationFn: (reason: string) => gateway.refuseCustodianRequest({ params, body: { reason } }),
    onSettled,
  });
  const own = request.requestedBy === me.username;
  if (refusing) {
    return (
      <ReasonForm
        submit={own ? t('users.request.take-back') : t('act.refuse')}
        pending={refuse.isPending}
        error={refuse.error}
        onSend={(reason) => refuse.mutate(reason)}
        onCancel={() => setRefusing(false)}
      />
    );
  }
  return (
    <Stack gap={4} align="start">
      {own && <Text size="xs">{t('users.request.own')}</Text>}
      <Group gap={4}>
        {!own && (
          <Button size="compact-xs" loading={approve.isPending} onClick={() => approve.mutate()}>
            {t('act.approve')}
          </Button>
        )}
        <Button size="compact-xs" variant="default" onClick={() => setRefusing(true)}>
          {own ? t('users.request.take-back') : t('act.refuse')}
        </Button>
      </Group>
      {approve.isError && <FailureAlert failure={failureOf(approve.error)} />}
    </Stack>
  );
}
