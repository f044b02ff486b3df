import { Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { TokenOrderAnswer } from '@openprepay/contracts/http/vending-tokens';
import { vending } from '../api/vending.js';
import { useMay } from '../session/use-may.js';
import { useMe } from '../session/use-session.js';
import { CancelWaiting } from '../ui/cancel-waiting.js';
import { Instant } from '../ui/instant.js';
import { SecondPerson } from '../ui/second-person.js';

interface OfOrder {
  readonly order: TokenOrderAnswer;
}

/**
 * Who decided where it took two; while it waits, another engineer approves or refuses, and whoever ordered takes it back. What the vault has
 * not answered can be cancelled.
 */
export function OrderDecision({ order }: OfOrder) {
  const { t } = useTranslation();
  const decides = useMay('engineer');
  if (order.state === 'awaiting-approval') {
    return decides ? <Waiting order={order} /> : <Text size="sm">{t('tokens.waits')}</Text>;
  }
  if (order.state === 'awaiting-token' || order.cancellation !== undefined) return <Cancelling order={order} mayCancel={decides} />;
  return <Decided order={order} />;
}

function Decided({ order: { decidedBy, decidedAt, refusal } }: OfOrder) {
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

function Cancelling({ order, mayCancel }: OfOrder & { readonly mayCancel: boolean }) {
  const { orderId, cancellation, decidedBy } = order;
  return (
    <>
      {decidedBy !== undefined && (
        <div>
          <Decided order={order} />
        </div>
      )}
      <CancelWaiting
        cancellation={cancellation}
        mayCancel={mayCancel}
        cancel={(reason) => vending.cancelTokenOrder({ params: { orderId }, body: { reason } })}
        reads={[['tokens']]}
      />
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
