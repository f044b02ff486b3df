import { Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CorrectionAnswer } from '@openprepay/contracts/http/billing-corrections';
import { billing } from '../api/billing.js';
import { useMay } from '../session/use-may.js';
import { useMe } from '../session/use-session.js';
import { Instant } from '../ui/instant.js';
import { SecondPerson } from '../ui/second-person.js';

interface OfCorrection {
  readonly correction: CorrectionAnswer;
}

/** Who decided; while it waits, another clerk or operator does, and whoever asked takes it back. */
export function CorrectionDecision({ correction }: OfCorrection) {
  const { t } = useTranslation();
  const decides = useMay('clerk', 'operator');
  if (correction.state === 'awaiting-approval') {
    return decides ? <Waiting correction={correction} /> : <Text size="sm">{t('corrections.waits')}</Text>;
  }
  const { decidedBy, decidedAt, refusal } = correction;
  return (
    <>
      <bdi>{decidedBy?.username}</bdi> {decidedAt !== undefined && <Instant at={decidedAt} />}
      {refusal !== undefined && (
        <Text size="sm" component="div">
          <bdi>{refusal}</bdi>
        </Text>
      )}
    </>
  );
}

function Waiting({ correction: { correctionId, requestedBy } }: OfCorrection) {
  const { t } = useTranslation();
  const { userId, roles } = useMe();
  const queries = useQueryClient();
  const params = { correctionId };
  const onSettled = (): Promise<void> => queries.invalidateQueries({ queryKey: ['billing'] });
  const approve = useMutation({ mutationFn: () => billing.approveCorrection({ params }), onSettled });
  const refuse = useMutation({ mutationFn: (reason: string) => billing.refuseCorrection({ params, body: { reason } }), onSettled });
  return (
    <SecondPerson
      own={requestedBy.subject === userId}
      // Administrators hand out roles: they ask, and others decide.
      mayApprove={!roles.includes('admin')}
      waits={t('corrections.waits')}
      takeBack={t('corrections.take-back')}
      approve={approve}
      refuse={refuse}
    />
  );
}
