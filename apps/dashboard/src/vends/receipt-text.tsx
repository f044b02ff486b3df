import { Button, Code } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import { useMe } from '../session/use-session.js';
import { QueryView } from '../ui/query-view.js';
import { receiptOf } from './queries.js';

const MAY_READ = ['vendor', 'operator', 'clerk', 'admin', 'auditor'] as const;

/** The receipt as the customer was given it, read once it is asked for. */
export function ReceiptText({ vend }: { readonly vend: VendAnswer }) {
  const { t } = useTranslation();
  const { roles } = useMe();
  const [shown, setShown] = useState(false);
  if (vend.state !== 'completed' || !MAY_READ.some((role) => roles.includes(role))) return null;
  if (!shown)
    return (
      <Button variant="light" size="compact-sm" onClick={() => setShown(true)}>
        {t('vends.show-receipt')}
      </Button>
    );
  return <Receipt vendId={vend.vendId} />;
}

function Receipt({ vendId }: { readonly vendId: string }) {
  const { t } = useTranslation();
  const receipt = useQuery(receiptOf(vendId));
  return (
    <QueryView query={receipt} label={t('vends.receipt')}>
      {(text) => (
        <Code block tabIndex={0} role="region" aria-label={t('vends.receipt')}>
          {text}
        </Code>
      )}
    </QueryView>
  );
}
