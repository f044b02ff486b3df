import { Button, NativeSelect, Paper, Stack, TextInput } from '@mantine/core';
import type { FormEvent, MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { PaymentMethod, SaleBody } from '@openprepay/contracts/http/vending-vends';
import { useMe } from '../session/use-session.js';
import classes from './sale-form.module.css';
import type { SaleInHand } from './use-sale.js';

const METHODS = ['cash', 'card', 'mobile-money', 'eft', 'voucher', 'cheque'] as const satisfies readonly PaymentMethod[];

interface SaleFormProps {
  readonly sale: SaleInHand;
  readonly meterNumber: string;
}

/** Meter, amount, how it is paid; the same fields stay while the quote is looked at, and a change asks for another quote. */
export function SaleForm({ sale, meterNumber }: SaleFormProps) {
  const { t } = useTranslation();
  const { currency } = useMe();
  const { current } = sale;
  const fields = current.stage === 'asking' ? (current.failure?.fields ?? {}) : {};
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    void sale.quote(saleOf(new FormData(event.currentTarget), currency));
  };
  const changed = (): void => {
    if (current.stage === 'quoted') sale.begin();
  };
  const give = ({ currentTarget }: MouseEvent<HTMLButtonElement>): void => {
    const number = currentTarget.form?.elements.namedItem('meterNumber');
    // Nothing but the meter's number is needed: it alone is looked at.
    if (number instanceof HTMLInputElement && number.reportValidity())
      void sale.give({ meterNumber: number.value.replaceAll(/[\s-]/g, '') });
  };
  return (
    <Paper withBorder p="md" component="form" onSubmit={submit} onChange={changed}>
      <fieldset disabled={current.stage === 'selling'} className={classes['fields']}>
        <Fields fields={fields} meterNumber={meterNumber} currency={currency} />
        <Button type="submit" size="md" variant="light" fullWidth mt="md" loading={current.stage === 'quoting'}>
          {t('sell.quote')}
        </Button>
        <Button
          type="button"
          variant="subtle"
          fullWidth
          mt="xs"
          className={classes['give']}
          classNames={{ label: classes['words']! }}
          onClick={give}
        >
          {t('sell.free-basic')}
        </Button>
      </fieldset>
    </Paper>
  );
}

interface FieldsProps {
  /** What is wrong, by field as the contract spells it. */
  readonly fields: Readonly<Record<string, string>>;
  readonly meterNumber: string;
  readonly currency: string;
}

function Fields({ fields, meterNumber, currency }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <Stack>
      <TextInput
        name="meterNumber"
        label={t('sell.meter-number')}
        defaultValue={meterNumber}
        inputMode="numeric"
        autoComplete="off"
        size="md"
        required
        withAsterisk={false}
        error={fields['meterNumber']}
      />
      <TextInput
        name="amount"
        label={t('sell.amount')}
        inputMode="decimal"
        autoComplete="off"
        size="md"
        required
        withAsterisk={false}
        rightSection={currency}
        rightSectionWidth={56}
        error={fields['tender.amount']}
      />
      <NativeSelect
        name="paymentMethod"
        label={t('sell.payment-method')}
        data={METHODS.map((method) => ({ value: method, label: t(`sell.method.${method}`) }))}
      />
    </Stack>
  );
}

function saleOf(form: FormData, currency: string): SaleBody {
  const text = (name: string): string => {
    const value = form.get(name);
    return typeof value === 'string' ? value.trim() : '';
  };
  return {
    meterNumber: text('meterNumber').replaceAll(/[\s-]/g, ''),
    tender: { amount: text('amount').replaceAll(/\s/g, '').replace(',', '.'), currency },
    paymentMethod: METHODS.find((method) => method === text('paymentMethod')) ?? 'cash',
  };
}
