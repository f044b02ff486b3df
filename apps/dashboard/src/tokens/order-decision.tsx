import { Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { TokenOrderAnswer } from '@openprepay/contracts/http/vending-tokens';
import { vending } from '../api/vending.js';
import { useMay } from '../session/use-may.js';
import { useMe } from '../session/use-session.js';
import { Instant } from '../ui/instant.js';
import { SecondPerson } from '../ui/second-person.js';

interface OfOrder {
  readonly order: TokenOrderAnswer;
}

/** Who decided where it took two; while it waits, another engineer approves or refuses, and whoever ordered takes it back. */
export function OrderDecision({ order }: OfOrder) {
  const { t } = useTranslation();
  const decides = useMay('engineer');
  if (order.state === 'awaiting-approval') {
    return decides ? <Waiting order={order} /> : <Text size="sm">{t('tokens.waits')}</Text>;
  }
  const { decidedBy, decidedAt, refusal } = order;
  if (decidedBy === undefined) return '–';
  return (
    <>
      <bdi>{decidedBy.username}</bdi> {decidedAt !== undefined && <Instant at={decidedAt} />}
      {refusal !== undefined && (
        <Text size="sm" component="div">
          <bdi>{refusal}</bdi>
        </Text>
      )}
    </>
  );
}

function Waiting({ order: { orderId, requestedBy } }: OfOrder) {
  const { t } = useTranslation();
  const me = useMe();
  const queries = useQueryClient();
  const params = { orderId };
  const onSettled = (): Promise<void> => queries.invalidateQueries({ queryKey: ['tokens'] });
  const approve = useMutation({ mutationFn: () => vending.approveTokenOrder({ params }), onSettled });
  const refuse = useMutation({ mutationFn: (reason: string) => vending.refuseTokenOrder({ params, body: { reason } }), onSettled });
  return (
    <SecondPerson
      own={requestedBy.subject === me.userId}
      waits={t('tokens.waits')}
      takeBack={t('tokens.take-back')}
      approve={approve}
      refuse={refuse}
    />
  );
}
