import { Button, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VendorAnswer } from '@openprepay/contracts/http/vending-vendors';
import { useRequestKey } from '../api/use-request-key.js';
import { vending } from '../api/vending.js';
import { useMay } from '../session/use-may.js';
import { ConfirmDialog } from '../ui/confirm-dialog.js';
import { FormDialog } from '../ui/form-dialog.js';
import { formDecimal, formText } from '../ui/form-text.js';
import { Notice } from '../ui/notice.js';
import { useFormat } from '../ui/use-format.js';
import { floatsChanged } from './queries.js';
import { type Wish, WithdrawalFields } from './withdrawal-fields.js';

type Stage = 'closed' | 'form' | 'sure';

/** Pays money of a float back: typed, then asked about once more with the whole amount; above the policy’s amount another approves it. */
export function WithdrawFloat({ vendor }: { readonly vendor: VendorAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const mayWithdraw = useMay('operator', 'clerk');
  const [stage, setStage] = useState<Stage>('closed');
  const [wish, setWish] = useState<Wish>();
  const paying = usePaying(vendor, () => {
    setStage('closed');
    setWish(undefined);
  });
  if (!mayWithdraw) return null;
  const { currency, name } = vendor;
  return (
    <Stack gap="xs" align="end">
      <Button size="xs" variant="default" onClick={() => setStage('form')}>
        {t('vendors.withdrawals.pay')}
      </Button>
      {stage === 'closed' && <Outcome answer={paying.data} />}
      {stage === 'form' && (
        <FormDialog
          title={t('vendors.withdrawals.pay')}
          submit={t('vendors.withdrawals.go-on')}
          onClose={() => setStage('closed')}
          onSubmit={(form) => {
            paying.reset();
            setWish(wishOf(form));
            setStage('sure');
          }}
          pending={false}
          error={null}
        >
          <WithdrawalFields wish={wish} currency={currency} />
        </FormDialog>
      )}
      {stage === 'sure' && wish !== undefined && (
        <ConfirmDialog
          title={t('vendors.withdrawals.pay')}
          text={t('vendors.withdrawals.sure', { money: format.money(wish.amount, currency), name })}
          confirm={t('vendors.withdrawals.confirm')}
          pending={paying.isPending}
          error={paying.error}
          onConfirm={() => paying.mutate(wish)}
          onClose={() => setStage('form')}
        />
      )}
    </Stack>
  );
}

/** Sent again after no answer came, it is the same withdrawal. */
function usePaying({ vendorId, currency }: VendorAnswer, onDone: () => void) {
  const queries = useQueryClient();
  const keys = useRequestKey();
  return useMutation({
    mutationFn: (wish: Wish) =>
      vending.withdrawFloat({ params: { vendorId }, headers: { 'idempotency-key': keys.of(wish) }, body: { ...wish, currency } }),
    onSuccess: () => {
      keys.done();
      onDone();
    },
    onSettled: () => floatsChanged(queries, vendorId),
  });
}

function Outcome({ answer }: { readonly answer: Awaited<ReturnType<typeof vending.withdrawFloat>> | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (answer === undefined) return null;
  if (answer.status === 202) return <Notice title={t('vendors.withdrawals.awaits')}>{t('vendors.withdrawals.awaits-why')}</Notice>;
  const { floatBalance, currency } = answer.body;
  return (
    <Text size="sm" role="status">
      {t('vendors.withdrawals.done', { balance: format.money(floatBalance, currency) })}
    </Text>
  );
}

/** What was typed; what was left empty is not said. */
function wishOf(form: FormData): Wish {
  const [reference, reason] = [formText(form, 'reference'), formText(form, 'reason')];
  return {
    amount: formDecimal(form, 'amount'),
    ...(reference === '' ? {} : { reference }),
    ...(reason === '' ? {} : { reason }),
  };
}
