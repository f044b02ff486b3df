import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ReversalAnswer } from '@openprepay/contracts/http/vending-reversals';
import { vending } from '../api/vending.js';
import { useMay } from '../session/use-may.js';
import { Section } from '../ui/section.js';
import { readReversedAgain, reversalsOf } from './queries.js';
import { ReversalCard } from './reversal-card.js';

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

function Reversal({ reversal }: { readonly reversal: ReversalAnswer }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const params = { reversalId: reversal.reversalId };
  return (
    <ReversalCard
      reversal={reversal}
      waits={t('reversals.asked.awaiting-approval')}
      approve={() => vending.approveReversal({ params })}
      refuse={(reason) => vending.refuseReversal({ params, body: { reason } })}
      onSettled={() => readReversedAgain(queries)}
    />
  );
}
