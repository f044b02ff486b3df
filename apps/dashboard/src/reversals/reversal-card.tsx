import { Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ReversalAnswer } from '@openprepay/contracts/http/vending-reversals';
import { useMay } from '../session/use-may.js';
import { useMe } from '../session/use-session.js';
import { Instant } from '../ui/instant.js';
import { Lamp, type LampState } from '../ui/lamp.js';
import { SecondPerson } from '../ui/second-person.js';

const LAMPS: Readonly<Record<ReversalAnswer['state'], LampState>> = {
  'awaiting-approval': 'warning',
  reversed: 'good',
  refused: 'unknown',
};

/** Of a sale, or of a payment. */
type AskedReversal = Omit<ReversalAnswer, 'vendId'>;

interface ReversalCardProps {
  readonly reversal: AskedReversal;
  /** What waits for whoever asked. */
  readonly waits: string;
  readonly approve: () => Promise<unknown>;
  readonly refuse: (reason: string) => Promise<unknown>;
  /** Whatever came of a decision. */
  readonly onSettled: () => Promise<unknown>;
}

/** Who wanted something taken back, and who decided; or what a second person does about it. */
export function ReversalCard({ reversal, ...decision }: ReversalCardProps) {
  return (
    <Stack gap={4} align="start">
      <ReversalFacts reversal={reversal} />
      {reversal.state === 'awaiting-approval' && <Waiting own={reversal.requestedBy.subject} {...decision} />}
    </Stack>
  );
}

/** Who wanted something taken back and why, and who decided what about it. */
export function ReversalFacts({ reversal }: { readonly reversal: AskedReversal }) {
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
    </Stack>
  );
}

interface WaitingProps extends Omit<ReversalCardProps, 'reversal'> {
  /** The subject of whoever asked. */
  readonly own: string;
}

function Waiting({ own, waits, onSettled, ...decide }: WaitingProps) {
  const { t } = useTranslation();
  const me = useMe();
  const mayApprove = useMay('operator');
  const approve = useMutation({ mutationFn: decide.approve, onSettled });
  const refuse = useMutation({ mutationFn: decide.refuse, onSettled });
  return (
    <SecondPerson
      own={own === me.userId}
      mayApprove={mayApprove}
      waits={waits}
      takeBack={t('reversals.withdraw')}
      approve={approve}
      refuse={refuse}
    />
  );
}
