import { NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountAnswer } from '@openprepay/contracts/http/billing';
import { billing } from '../api/billing.js';
import { failureOf } from '../api/failure.js';
import { FormDialog } from '../ui/form-dialog.js';
import { formDecimal, formText } from '../ui/form-text.js';

const WAYS = ['share', 'amount'] as const;
type Way = (typeof WAYS)[number];

interface ChargeDebtProps {
  readonly account: AccountAnswer;
  readonly onDone: () => void;
}

/** A debt and how vends recover it: a share of each tender, or an amount of each vend. */
export function ChargeDebt({ account: { accountNumber, currency }, onDone }: ChargeDebtProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const charge = useMutation({
    mutationFn: (form: FormData) => billing.chargeDebt({ params: { accountNumber }, body: debtOf(form) }),
    onSuccess: async () => {
      onDone();
      await queries.invalidateQueries({ queryKey: ['billing'] });
    },
  });
  return (
    <FormDialog
      title={t('accounts.add-debt')}
      submit={t('accounts.add-debt')}
      onClose={onDone}
      onSubmit={(form) => charge.mutate(form)}
      pending={charge.isPending}
      error={charge.error}
    >
      <DebtFields currency={currency} fields={failureOf(charge.error).fields} />
    </FormDialog>
  );
}

interface DebtFieldsProps {
  readonly currency: string;
  readonly fields: Readonly<Record<string, string>>;
}

function DebtFields({ currency, fields }: DebtFieldsProps) {
  const { t } = useTranslation();
  const [way, setWay] = useState<Way>('share');
  const common = { required: true, withAsterisk: false, autoComplete: 'off' } as const;
  return (
    <>
      <TextInput {...common} name="code" label={t('accounts.code')} error={fields['code']} />
      <TextInput
        {...common}
        name="outstanding"
        label={t('accounts.amount')}
        inputMode="decimal"
        rightSection={currency}
        rightSectionWidth={56}
        error={fields['outstanding']}
      />
      <NativeSelect
        name="way"
        label={t('accounts.recovery')}
        value={way}
        data={WAYS.map((value) => ({ value, label: t(`accounts.way.${value}`) }))}
        onChange={({ currentTarget }) => setWay(wayOf(currentTarget.value))}
      />
      <TextInput
        {...common}
        key={way}
        name="recovery"
        label={t(`accounts.how-much.${way}`)}
        inputMode="decimal"
        rightSection={way === 'share' ? '%' : currency}
        rightSectionWidth={56}
        error={fields[`recovery.${way}`] ?? fields['recovery']}
      />
    </>
  );
}

const wayOf = (text: string): Way => (text === 'amount' ? 'amount' : 'share');

function debtOf(form: FormData) {
  const recovery = formDecimal(form, 'recovery');
  return {
    code: formText(form, 'code'),
    outstanding: formDecimal(form, 'outstanding'),
    recovery: wayOf(formText(form, 'way')) === 'share' ? { share: recovery } : { amount: recovery },
  };
}
