import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { needed } from '../ui/form-text.js';
import { ReasonField } from '../ui/reason-field.js';
import { useFormat } from '../ui/use-format.js';
import { vendorPolicy } from './queries.js';

const MAX_REFERENCE_LENGTH = 100;
/** Digits in groups, and a decimal point or comma. */
const AMOUNT = String.raw`[\d\s]+([.,]\d+)?`;

/** What is to be paid back. */
export interface Wish {
  readonly amount: string;
  readonly reference?: string;
  readonly reason?: string;
}

interface WithdrawalFieldsProps {
  /** What was typed before, where somebody goes back to it. */
  readonly wish: Wish | undefined;
  readonly currency: string;
}

export function WithdrawalFields({ wish, currency }: WithdrawalFieldsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const policy = useQuery(vendorPolicy);
  return (
    <>
      <TextInput
        {...needed}
        name="amount"
        label={t('vendors.withdrawals.amount')}
        description={
          policy.data && t('vendors.deposit.threshold', { money: format.money(policy.data.withdrawalApprovalAbove, policy.data.currency) })
        }
        inputMode="decimal"
        pattern={AMOUNT}
        defaultValue={wish?.amount}
        rightSection={currency}
        rightSectionWidth={56}
        data-autofocus
      />
      <TextInput
        name="reference"
        label={t('vendors.withdrawals.reference')}
        autoComplete="off"
        maxLength={MAX_REFERENCE_LENGTH}
        defaultValue={wish?.reference}
      />
      <ReasonField required={false} typed={wish?.reason} />
    </>
  );
}
