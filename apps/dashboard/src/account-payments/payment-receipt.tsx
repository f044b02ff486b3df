import { Anchor, Code, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountPaymentAnswer } from '@openprepay/contracts/http/vending-account-payments';
import { Dialog } from '../ui/dialog.js';
import { Printing } from '../ui/printing.js';
import { QueryView } from '../ui/query-view.js';
import classes from './payment-receipt.module.css';
import { receiptOfPayment } from './queries.js';

interface PaymentReceiptProps {
  readonly payment: AccountPaymentAnswer;
  /** Its own, or that of its reversal: the receipt of one that was taken back says so. */
  readonly receiptNumber: string;
}

/** The number of a receipt, by which it is opened as the customer was given it, and printed. */
export function PaymentReceipt({ payment, receiptNumber }: PaymentReceiptProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  return (
    <>
      <Anchor
        component="button"
        type="button"
        size="sm"
        aria-label={t('account-payments.show-receipt', { receiptNumber })}
        onClick={() => setShown(true)}
      >
        {receiptNumber}
      </Anchor>
      {shown && (
        <Dialog title={t('account-payments.receipt-of', { receiptNumber })} onClose={() => setShown(false)}>
          <Slip payment={payment} />
        </Dialog>
      )}
    </>
  );
}

function Slip({ payment }: { readonly payment: AccountPaymentAnswer }) {
  const { t } = useTranslation();
  const receipt = useQuery(receiptOfPayment(payment));
  return (
    <QueryView query={receipt} label={t('account-payments.receipt')}>
      {(text) => (
        <Stack gap="sm">
          <Code block tabIndex={0} role="region" aria-label={t('account-payments.receipt')}>
            {text}
          </Code>
          <Printing>
            <pre className={classes['slip']}>{text}</pre>
          </Printing>
        </Stack>
      )}
    </QueryView>
  );
}
