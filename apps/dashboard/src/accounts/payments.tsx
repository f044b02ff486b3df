import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountAnswer } from '@openprepay/contracts/http/billing';
import type { PaymentAnswer } from '@openprepay/contracts/http/billing-payments';
import { useMay } from '../session/use-may.js';
import { DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { ListView } from '../ui/list-view.js';
import { Section } from '../ui/section.js';
import { useFormat } from '../ui/use-format.js';
import { paymentsOf } from './queries.js';
import { TakePayment } from './take-payment.js';

/** What was paid on the account, the newest first. */
export function Payments({ account }: { readonly account: AccountAnswer }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(paymentsOf(account.accountNumber));
  const mayTake = useMay('clerk');
  const [taking, setTaking] = useState(false);
  const take = (
    <Button size="xs" variant="default" onClick={() => setTaking(true)}>
      {t('accounts.take-payment')}
    </Button>
  );
  return (
    <Section title={t('accounts.payments')} actions={mayTake && take}>
      <ListView query={query} label={t('accounts.payments')} empty={t('accounts.no-payments')}>
        {(payments) => <PaymentTable payments={payments} />}
      </ListView>
      {taking && <TakePayment account={account} onDone={() => setTaking(false)} />}
    </Section>
  );
}

function PaymentTable({ payments }: { readonly payments: readonly PaymentAnswer[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const applied = ({ applied: debts, credited, currency }: PaymentAnswer): string =>
    [
      ...debts.map(({ code, amount }) => `${code} ${format.money(amount, currency)}`),
      t('accounts.credited', { amount: format.money(credited, currency) }),
    ].join(' · ');
  return (
    <DataTable
      caption={t('accounts.payments')}
      columns={[
        { name: 'at', head: t('accounts.paid-at'), cell: ({ paidAt }) => <Instant at={paidAt} /> },
        { name: 'amount', head: t('accounts.amount'), numeric: true, cell: (payment) => format.money(payment.amount, payment.currency) },
        { name: 'reference', head: t('accounts.reference'), cell: ({ reference }) => <bdi>{reference}</bdi> },
        {
          name: 'method',
          head: t('sell.payment-method'),
          cell: ({ paymentMethod }) => (paymentMethod === undefined ? t('accounts.into-the-bank') : t(`sell.method.${paymentMethod}`)),
        },
        { name: 'applied', head: t('accounts.paid-what'), cell: applied },
        { name: 'by', head: t('accounts.taken-by'), cell: ({ takenBy }) => <bdi>{takenBy}</bdi> },
      ]}
      rows={payments}
      rowKey={({ paymentId }) => paymentId}
    />
  );
}
