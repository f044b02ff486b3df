import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { BatchReportAnswer } from '@openprepay/contracts/http/vending-batches';
import { type Column, DataTable } from '../ui/data-table.js';
import { Lamp } from '../ui/lamp.js';
import { Section } from '../ui/section.js';
import { useFormat } from '../ui/use-format.js';
import { differenceOf } from './counted.js';

type Counted = NonNullable<BatchReportAnswer['counted']>;

/** What was counted beside what was sold, way of paying by way of paying. */
export function CountedMoney({ counted }: { readonly counted: Counted | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns: readonly Column<Counted[number]>[] = [
    { name: 'method', head: t('batches.by-method'), cell: ({ paymentMethod }) => t(`sell.method.${paymentMethod}`) },
    { name: 'expected', head: t('batches.expected'), numeric: true, cell: ({ expected, currency }) => format.money(expected, currency) },
    { name: 'counted', head: t('batches.counted'), numeric: true, cell: (row) => format.money(row.counted, row.currency) },
    {
      name: 'difference',
      head: t('batches.difference'),
      numeric: true,
      cell: ({ difference, currency }) => <span data-testid="batch-difference">{format.money(difference, currency)}</span>,
    },
    { name: 'verdict', head: t('batches.verdict'), cell: ({ difference }) => <Verdict difference={difference} /> },
  ];
  return (
    <Section title={t('batches.counted')}>
      {counted === undefined || counted.length === 0 ? (
        <Text c="dimmed">{t('batches.not-counted')}</Text>
      ) : (
        <DataTable
          caption={t('batches.counted')}
          columns={columns}
          rows={counted}
          rowKey={({ paymentMethod, currency }) => `${paymentMethod} ${currency}`}
        />
      )}
    </Section>
  );
}

function Verdict({ difference }: { readonly difference: string }) {
  const { t } = useTranslation();
  const { lamp, word } = differenceOf(difference);
  return <Lamp state={lamp}>{t(`batches.verdicts.${word}`)}</Lamp>;
}
