import { NativeSelect, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AccountAnswer } from '@openprepay/contracts/http/billing';
import type { AccountPaymentMethod } from '@openprepay/contracts/http/billing-payments';
import { billing } from '../api/billing.js';
import { failureOf } from '../api/failure.js';
import { useRequestKey } from '../api/use-request-key.js';
import { FormDialog } from '../ui/form-dialog.js';
import { formDecimal, formText } from '../ui/form-text.js';

const METHODS = ['cash', 'card', 'mobile-money', 'eft', 'voucher', 'cheque'] as const satisfies readonly AccountPaymentMethod[];

interface TakePaymentProps {
  readonly account: AccountAnswer;
  readonly onDone: () => void;
}

/** Sent again after no answer came, it is the same payment: the key stays as long as what is sent does. */
export function TakePayment({ account: { accountNumber, currency }, onDone }: TakePaymentProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const keys = useRequestKey();
  const pay = useMutation({
    mutationFn: (form: FormData) => {
      const body = paymentOf(form, currency);
      return billing.payAccount({ params: { accountNumber }, headers: { 'idempotency-key': keys.of(body) }, body });
    },
    onSuccess: async () => {
      onDone();
      await queries.invalidateQueries({ queryKey: ['billing'] });
    },
  });
  const failure = failureOf(pay.error);
  return (
    <FormDialog
      title={t('accounts.take-payment')}
      submit={t('accounts.take-payment')}
      onClose={onDone}
      onSubmit={(form) => pay.mutate(form)}
      pending={pay.isPending}
      error={pay.error}
    >
      <PaymentFields currency={currency} fields={failure.fields} />
      {pay.isError && failure.code === 'client.no_answer' && <Text size="sm">{t('accounts.safe-to-send-again')}</Text>}
    </FormDialog>
  );
}

interface PaymentFieldsProps {
  readonly currency: string;
  readonly fields: Readonly<Record<string, string>>;
}

function PaymentFields({ currency, fields }: PaymentFieldsProps) {
  const { t } = useTranslation();
  const common = { required: true, withAsterisk: false, autoComplete: 'off' } as const;
  return (
    <>
      <TextInput
        {...common}
        name="amount"
        label={t('accounts.amount')}
        inputMode="decimal"
        rightSection={currency}
        rightSectionWidth={56}
        error={fields['amount']}
      />
      <TextInput
        {...common}
        name="reference"
        label={t('accounts.reference')}
        description={t('accounts.reference-once')}
        error={fields['reference']}
      />
      <NativeSelect
        name="paymentMethod"
        label={t('sell.payment-method')}
        data={[{ value: '', label: t('accounts.into-the-bank') }, ...METHODS.map((value) => ({ value, label: t(`sell.method.${value}`) }))]}
      />
    </>
  );
}

function paymentOf(form: FormData, currency: string) {
  const paymentMethod = METHODS.find((method) => method === formText(form, 'paymentMethod'));
  return {
    amount: formDecimal(form, 'amount'),
    currency,
    reference: formText(form, 'reference'),
    ...(paymentMethod === undefined ? {} : { paymentMethod }),
  };
}
