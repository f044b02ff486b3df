import { Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ReversalAnswer } from '@openprepay/contracts/http/vending-reversals';
import { vending } from '../api/vending.js';
import { useMay } from '../session/use-may.js';
import { useMe } from '../session/use-session.js';
import { Instant } from '../ui/instant.js';
import { Lamp, type LampState } from '../ui/lamp.js';
import { SecondPerson } from '../ui/second-person.js';
import { Section } from '../ui/section.js';
import { readReversedAgain, reversalsOf } from './queries.js';

const LAMPS: Readonly<Record<ReversalAnswer['state'], LampState>> = {
  'awaiting-approval': 'warning',
  reversed: 'good',
  refused: 'unknown',
};

/** Who wanted this sale taken back, and who decided; nothing is shown where nobody did. */
export function VendReversals({ vendId }: { readonly vendId: string }) {
  const { t } = useTranslation();
  const { data = [] } = useQuery(reversalsOf(vendId, useMay('operator', 'clerk')));
  if (data.length === 0) return null;
  return (
    <Section title={t('reversals.title')}>
      {data.map((reversal) => (
        <Reversal key={reversal.reversalId} reversal={reversal} />
      ))}
    </Section>
  );
}

interface OfReversal {
  readonly reversal: ReversalAnswer;
}

function Reversal({ reversal }: OfReversal) {
  const { t } = useTranslation();
  const { state, reason, requestedBy, requestedAt, decidedBy, decidedAt, refusal, receiptNumber } = reversal;
  return (
    <Stack gap={4} align="start">
      <Lamp state={LAMPS[state]}>{t(`reversals.states.${state}`)}</Lamp>
      <Text size="sm" component="div">
        <bdi>{requestedBy.username}</bdi>, <Instant at={requestedAt} />: <bdi>{reason}</bdi>
      </Text>
      {decidedBy !== undefined && (
        <Text size="sm" component="div">
          {t('reversals.decided-by')} <bdi>{decidedBy.username}</bdi>
          {decidedAt !== undefined && (
            <>
              , <Instant at={decidedAt} />
            </>
          )}
          {refusal !== undefined && (
            <>
              : <bdi>{refusal}</bdi>
            </>
          )}
        </Text>
      )}
      {receiptNumber !== undefined && <Text size="sm">{t('reversals.receipt', { receiptNumber })}</Text>}
      {state === 'awaiting-approval' && <Waiting reversal={reversal} />}
    </Stack>
  );
}

function Waiting({ reversal: { reversalId, requestedBy } }: OfReversal) {
  const { t } = useTranslation();
  const me = useMe();
  const mayApprove = useMay('operator');
  const queries = useQueryClient();
  const params = { reversalId };
  const onSettled = (): Promise<unknown> => readReversedAgain(queries);
  const approve = useMutation({ mutationFn: () => vending.approveReversal({ params }), onSettled });
  const refuse = useMutation({ mutationFn: (reason: string) => vending.refuseReversal({ params, body: { reason } }), onSettled });
  return (
    <SecondPerson
      own={requestedBy.subject === me.userId}
      mayApprove={mayApprove}
      waits={t('reversals.asked.awaiting-approval')}
      takeBack={t('reversals.withdraw')}
      approve={approve}
      refuse={refuse}
    />
  );
}
