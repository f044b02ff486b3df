import { Alert, Button, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { VendorAnswer } from '@openprepay/contracts/http/vending-vendors';
import { vending } from '../api/vending.js';
import { failureOf } from '../api/failure.js';
import { FailureAlert } from '../ui/failure-alert.js';
import { useFormat } from '../ui/use-format.js';
import { floatsChanged, vendorPolicy } from './queries.js';

const MAX_REFERENCE_LENGTH = 100;

interface Deposit {
  readonly amount: string;
  readonly reference: string;
}

/** Pays money into a float; the bank's reference makes that happen once, however often it is sent. */
export function DepositForm({ vendor: { vendorId, currency } }: { readonly vendor: VendorAnswer }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const depositing = useMutation({
    mutationFn: (deposit: Deposit) => vending.depositFloat({ params: { vendorId }, body: { ...deposit, currency } }),
    onSettled: () => floatsChanged(queries, vendorId),
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    depositing.mutate(depositOf(new FormData(form)), { onSuccess: () => form.reset() });
  };
  const failure = depositing.error === null ? undefined : failureOf(depositing.error);
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} mb="xs">
        {t('vendors.deposit.title')}
      </Title>
      <Stack gap="sm">
        <form onSubmit={submit}>
          <Fields fields={failure?.fields ?? {}} currency={currency} pending={depositing.isPending} />
        </form>
        <div aria-live="polite">
          {failure !== undefined && <FailureAlert failure={failure} />}
          {depositing.data !== undefined && <Outcome answer={depositing.data} />}
        </div>
      </Stack>
    </Paper>
  );
}

interface FieldsProps {
  /** What is wrong, by field as the contract spells it. */
  readonly fields: Readonly<Record<string, string>>;
  readonly currency: string;
  readonly pending: boolean;
}

function Fields({ fields, currency, pending }: FieldsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const policy = useQuery(vendorPolicy);
  const threshold =
    policy.data && t('vendors.deposit.threshold', { money: format.money(policy.data.depositApprovalAbove, policy.data.currency) });
  return (
    <Stack gap="sm" align="stretch">
      <TextInput
        name="amount"
        label={t('vendors.deposit.amount')}
        description={threshold}
        inputMode="decimal"
        autoComplete="off"
        required
        withAsterisk={false}
        rightSection={currency}
        rightSectionWidth={56}
        error={fields['amount']}
      />
      <TextInput
        name="reference"
        label={t('vendors.deposit.reference')}
        description={t('vendors.deposit.reference-why')}
        autoComplete="off"
        required
        withAsterisk={false}
        maxLength={MAX_REFERENCE_LENGTH}
        error={fields['reference']}
      />
      <Button type="submit" loading={pending}>
        {t('vendors.deposit.submit')}
      </Button>
    </Stack>
  );
}

function Outcome({ answer }: { readonly answer: Awaited<ReturnType<typeof vending.depositFloat>> }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (answer.status === 202)
    return (
      <Alert color="yellow" variant="light">
        {t('vendors.deposit.awaiting')}
      </Alert>
    );
  const balance = format.money(answer.body.floatBalance, answer.body.currency);
  const replayed = answer.headers.get('idempotency-replayed') === 'true';
  return (
    <Alert color={replayed ? 'yellow' : 'petrol'} variant="light">
      <Text size="sm">{replayed ? t('vendors.deposit.replayed', { balance }) : t('vendors.deposit.done', { balance })}</Text>
    </Alert>
  );
}

function depositOf(form: FormData): Deposit {
  const text = (name: string): string => {
    const value = form.get(name);
    return typeof value === 'string' ? value.trim() : '';
  };
  return { amount: text('amount').replaceAll(/\s/g, '').replace(',', '.'), reference: text('reference') };
}
