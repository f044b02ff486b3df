import { Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AccountPaymentAnswer } from '@openprepay/contracts/http/vending-account-payments';
import type { AccountPaymentReversalAnswer } from '@openprepay/contracts/http/vending-reversals';
import { vending } from '../api/vending.js';
import { ReversalCard, ReversalFacts } from '../reversals/reversal-card.js';
import { useMay } from '../session/use-may.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { Lamp } from '../ui/lamp.js';
import { ListView } from '../ui/list-view.js';
import { Section } from '../ui/section.js';
import { useFormat } from '../ui/use-format.js';
import { PaymentReceipt } from './payment-receipt.js';
import { paymentsAtVendors, type PaymentsOf, readPaymentsAgain, reversalsOfPayments } from './queries.js';
import { TakePaymentBack } from './take-payment-back.js';

/** Debts that customers paid at vendors, newest first, and what became of those that were to be taken back. */
export function PaymentsAtVendors({ of }: { readonly of: PaymentsOf }) {
  const { t } = useTranslation();
  const payments = useInfiniteQuery(paymentsAtVendors(of));
  const maySee = useMay('operator', 'clerk');
  const { data: waiting = [] } = useQuery(reversalsOfPayments('awaiting-approval', maySee));
  const { data: refused = [] } = useQuery(reversalsOfPayments('refused', maySee));
  return (
    <Section title={t('account-payments.title')}>
      <ListView query={payments} label={t('account-payments.title')} empty={<Text c="dimmed">{t('account-payments.none')}</Text>}>
        {(rows) => (
          <PaymentsTable payments={rows} waiting={new Map(waiting.map((reversal) => [reversal.paymentId, reversal]))} refused={refused} />
        )}
      </ListView>
    </Section>
  );
}

interface PaymentsTableProps {
  readonly payments: readonly AccountPaymentAnswer[];
  /** By payment. */
  readonly waiting: ReadonlyMap<string, AccountPaymentReversalAnswer>;
  /** The newest first. */
  readonly refused: readonly AccountPaymentReversalAnswer[];
}

function PaymentsTable({ payments, waiting, refused }: PaymentsTableProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns: readonly Column<AccountPaymentAnswer>[] = [
    { name: 'at', head: t('account-payments.at'), oneLine: true, cell: ({ paidAt }) => <Instant at={paidAt} /> },
    {
      name: 'receipt',
      head: t('account-payments.receipt'),
      cell: (payment) => <PaymentReceipt payment={payment} receiptNumber={payment.receiptNumber} />,
    },
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
      cell: (payment) => (
        <Stack gap="xs" align="start">
          <State payment={payment} waiting={waiting.get(payment.paymentId)} />
          {refused
            .filter(({ paymentId }) => paymentId === payment.paymentId)
            .map((reversal) => (
              <ReversalFacts key={reversal.reversalId} reversal={reversal} />
            ))}
        </Stack>
      ),
    },
  ];
  return <DataTable caption={t('account-payments.title')} columns={columns} rows={payments} rowKey={({ paymentId }) => paymentId} />;
}

interface StateProps {
  readonly payment: AccountPaymentAnswer;
  readonly waiting: AccountPaymentReversalAnswer | undefined;
}

function State({ payment, waiting }: StateProps) {
  const { t } = useTranslation();
  const { paymentId, reversal } = payment;
  if (reversal)
    return (
      <Group gap={6}>
        <Lamp state="unknown">{t('account-payments.taken-back')}</Lamp>
        <PaymentReceipt payment={payment} receiptNumber={reversal.receiptNumber} />
      </Group>
    );
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
