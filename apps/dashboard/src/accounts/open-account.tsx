import { NativeSelect, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { billing } from '../api/billing.js';
import { useMay } from '../session/use-may.js';
import { FormAction } from '../ui/form-action.js';
import { formText, needed } from '../ui/form-text.js';
import { tariffCodes } from './queries.js';

/** An account for a customer, with a tariff of its own or the utility's; leads to it. */
export function OpenAccount() {
  const { t } = useTranslation();
  const mayOpen = useMay('clerk', 'operator');
  const queries = useQueryClient();
  const navigate = useNavigate();
  if (!mayOpen) return null;
  const open = async (form: FormData): Promise<void> => {
    const tariffCode = formText(form, 'tariffCode');
    const { body } = await billing.openAccount({
      body: {
        accountNumber: formText(form, 'accountNumber'),
        name: formText(form, 'name'),
        ...(tariffCode === '' ? {} : { tariffCode }),
      },
    });
    void navigate({ to: '/accounts/$accountNumber', params: { accountNumber: body.accountNumber } });
  };
  return (
    <FormAction label={t('accounts.open-one')} send={open} onDone={() => queries.invalidateQueries({ queryKey: ['billing'] })}>
      {(wrong) => <Fields wrong={wrong} />}
    </FormAction>
  );
}

function Fields({ wrong }: { readonly wrong: Readonly<Record<string, string>> }) {
  const { t } = useTranslation();
  const codes = useQuery(tariffCodes);
  return (
    <>
      <TextInput {...needed} name="accountNumber" label={t('accounts.number')} error={wrong['accountNumber']} data-autofocus />
      <TextInput {...needed} name="name" label={t('accounts.name')} error={wrong['name']} />
      <NativeSelect
        name="tariffCode"
        label={t('accounts.tariff')}
        data={[{ value: '', label: t('accounts.default-tariff') }, ...(codes.data ?? [])]}
        error={wrong['tariffCode']}
      />
    </>
  );
}
