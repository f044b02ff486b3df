import { Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { vending } from '../api/vending.js';
import { useMay } from '../session/use-may.js';
import { FormAction } from '../ui/form-action.js';
import { formText } from '../ui/form-text.js';
import { ReasonField } from '../ui/reason-field.js';
import { readPaymentsAgain } from './queries.js';

/** Asks to have a payment of debts taken back that stands; whether it may be, the policy says. */
export function TakePaymentBack({ paymentId }: { readonly paymentId: string }) {
  const { t } = useTranslation();
  const mayAsk = useMay('vendor', 'operator', 'clerk');
  const queries = useQueryClient();
  const [waits, setWaits] = useState(false);
  if (!mayAsk) return null;
  if (waits) return <Text size="sm">{t('account-payments.waits')}</Text>;
  const ask = async (form: FormData): Promise<void> => {
    const { body } = await vending.reverseAccountPayment({ params: { paymentId }, body: { reason: formText(form, 'reason') } });
    setWaits(body.state === 'awaiting-approval');
  };
  return (
    <FormAction label={t('account-payments.ask')} variant="default" size="xs" send={ask} onDone={() => readPaymentsAgain(queries)}>
      {(wrong) => (
        <>
          <Text size="sm">{t('account-payments.what-it-does')}</Text>
          <ReasonField wrong={wrong['reason']} autoFocus />
        </>
      )}
    </FormAction>
  );
}
