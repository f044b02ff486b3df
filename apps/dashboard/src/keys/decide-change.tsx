import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VendingKeyChangeAnswer } from '@openprepay/contracts/http/key-management-key-changes';
import { failureOf } from '../api/failure.js';
import { keyManagement } from '../api/key-management.js';
import { useMe } from '../session/use-session.js';
import { FailureAlert } from '../ui/failure-alert.js';
import { Instant } from '../ui/instant.js';
import { ReasonForm } from '../ui/reason-form.js';
import { useIsCustodian } from './use-custodian.js';

interface OfChange {
  readonly change: VendingKeyChangeAnswer;
}

/** What became of it; while it waits, another custodian approves or refuses, and whoever asked takes it back. */
export function DecideChange({ change }: OfChange) {
  const { t } = useTranslation();
  const decides = useIsCustodian();
  if (change.state === 'awaiting-approval') {
    return decides ? <Waiting change={change} /> : <Text size="sm">{t('keys.change.waits')}</Text>;
  }
  const { decidedBy, decidedAt, refusal } = change;
  if (decidedBy === undefined) return '–';
  return (
    <>
      <bdi>{decidedBy.username}</bdi> {decidedAt !== undefined && <Instant at={decidedAt} />}
      {refusal !== undefined && <Text size="sm">{refusal}</Text>}
    </>
  );
}

function useDecisions(changeId: string) {
  const queries = useQueryClient();
  const params = { changeId };
  const onSettled = (): Promise<void> => queries.invalidateQueries({ queryKey: ['keys'] });
  const approve = useMutation({ mutationFn: () => keyManagement.approveVendingKeyChange({ params }), onSettled });
  const refuse = useMutation({
    mutationFn: (reason: string) => keyManagement.refuseVendingKeyChange({ params, body: { reason } }),
    onSettled,
  });
  return { approve, refuse };
}

function Waiting({ change: { changeId, requestedBy } }: OfChange) {
  const { t } = useTranslation();
  const me = useMe();
  const [refusing, setRefusing] = useState(false);
  const { approve, refuse } = useDecisions(changeId);
  const own = requestedBy.subject === me.userId;
  const no = own ? t('keys.change.take-back') : t('act.refuse');
  if (refusing) {
    return (
      <ReasonForm
        submit={no}
        pending={refuse.isPending}
        error={refuse.error}
        onSend={(reason) => refuse.mutate(reason)}
        onCancel={() => setRefusing(false)}
      />
    );
  }
  return (
    <Stack gap={4} align="start">
      {own && <Text size="sm">{t('keys.change.waits')}</Text>}
      <Group gap={4}>
        {!own && (
          <Button size="compact-xs" loading={approve.isPending} onClick={() => approve.mutate()}>
            {t('act.approve')}
          </Button>
        )}
        <Button size="compact-xs" variant="default" onClick={() => setRefusing(true)}>
          {no}
        </Button>
      </Group>
      {approve.isError && <FailureAlert failure={failureOf(approve.error)} />}
    </Stack>
  );
}
