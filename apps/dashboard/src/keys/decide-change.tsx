import { Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { VendingKeyChangeAnswer } from '@openprepay/contracts/http/key-management-key-changes';
import { keyManagement } from '../api/key-management.js';
import { useMe } from '../session/use-session.js';
import { Instant } from '../ui/instant.js';
import { SecondPerson } from '../ui/second-person.js';
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
  return (
    <SecondPerson
      own={requestedBy.subject === me.userId}
      waits={t('keys.change.waits')}
      takeBack={t('keys.change.take-back')}
      {...useDecisions(changeId)}
    />
  );
}
