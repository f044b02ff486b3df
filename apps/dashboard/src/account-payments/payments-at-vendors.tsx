import { Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AccountPaymentAnswer } from '@openprepay/contracts/http/vending-account-payments';
import type { AccountPaymentReversalAnswer } from '@openprepay/contracts/http/vending-reversals';
import { vending } from '../api/vending.js';
import { ReversalCard } from '../reversals/reversal-card.js';
import { useMay } from '../session/use-may.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { Lamp } from '../ui/lamp.js';
import { ListView } from '../ui/list-view.js';
import { Section } from '../ui/section.js';
import { useFormat } from '../ui/use-format.js';
import { paymentsAtVendors, type PaymentsOf, readPaymentsAgain, waitingReversals } from './queries.js';
import { TakePaymentBack } from './take-payment-back.js';

/** Debts that customers paid at vendors, newest first, and what became of those that were to be taken back. */
export function PaymentsAtVendors({ of }: { readonly of: PaymentsOf }) {
  const { t } = useTranslation();
  const payments = useInfiniteQuery(paymentsAtVendors(of));
  const { data: waiting = [] } = useQuery(waitingReversals(useMay('operator', 'clerk')));
  return (
    <Section title={t('account-payments.title')}>
      <ListView query={payments} label={t('account-payments.title')} empty={<Text c="dimmed">{t('account-payments.none')}</Text>}>
        {(rows) => <PaymentsTable payments={rows} waiting={new Map(waiting.map((reversal) => [reversal.paymentId, reversal]))} />}
      </ListView>
    </Section>
  );
}

interface PaymentsTableProps {
  readonly payments: readonly AccountPaymentAnswer[];
  /** By payment. */
  readonly waiting: ReadonlyMap<string, AccountPaymentReversalAnswer>;
}

function PaymentsTable({ payments, waiting }: PaymentsTableProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns: readonly Column<AccountPaymentAnswer>[] = [
    { name: 'at', head: t('account-payments.at'), oneLine: true, cell: ({ paidAt }) => <Instant at={paidAt} /> },
    { name: 'receipt', head: t('account-payments.receipt'), cell: ({ receiptNumber }) => receiptNumber },
    { name: 'account', head: t('account-payments.account'), cell: ({ accountNumber }) => <bdi>{accountNumber}</bdi> },
    {
      name: 'amount',
      head: t('account-payments.amount'),
      numeric: true,
      cell: ({ amount, currency }) => format.money(amount, currency),
    },
    {
      name: 'what',
      head: t('account-payments.what'),
      cell: ({ debts, currency }) => debts.map(({ code, amount }) => `${code} ${format.money(amount, currency)}`).join(' · '),
    },
    { name: 'by', head: t('account-payments.by'), cell: ({ takenBy }) => <bdi>{takenBy}</bdi> },
    {
      name: 'state',
      head: t('account-payments.state'),
      cell: (payment) => <State payment={payment} waiting={waiting.get(payment.paymentId)} />,
    },
  ];
  return <DataTable caption={t('account-payments.title')} columns={columns} rows={payments} rowKey={({ paymentId }) => paymentId} />;
}

interface StateProps {
  readonly payment: AccountPaymentAnswer;
  readonly waiting: AccountPaymentReversalAnswer | undefined;
}

function State({ payment: { paymentId, reversal }, waiting }: StateProps) {
  const { t } = useTranslation();
  if (reversal) return <Lamp state="unknown">{t('account-payments.taken-back', { receiptNumber: reversal.receiptNumber })}</Lamp>;
  if (waiting) return <Waiting reversal={waiting} />;
  return (
    <Stack gap={4} align="start">
      <Lamp state="good">{t('account-payments.stands')}</Lamp>
      <TakePaymentBack paymentId={paymentId} />
    </Stack>
  );
}

function Waiting({ reversal }: { readonly reversal: AccountPaymentReversalAnswer }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const params = { reversalId: reversal.reversalId };
  return (
    <ReversalCard
      reversal={reversal}
      waits={t('account-payments.waits')}
      approve={() => vending.approveAccountPaymentReversal({ params })}
      refuse={(reason) => vending.refuseAccountPaymentReversal({ params, body: { reason } })}
      onSettled={() => readPaymentsAgain(queries)}
    />
  );
}
