import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { BatchReportAnswer } from '@openprepay/contracts/http/vending-batches';
import { commissionKinds } from '@openprepay/contracts/http/vending-commissions';
import { type Column, DataTable } from '../ui/data-table.js';
import { FigureCard } from '../ui/figure-card.js';
import { Section } from '../ui/section.js';
import { useFormat } from '../ui/use-format.js';

type Totals = BatchReportAnswer['totals'][number];

interface Row {
  readonly name: string;
  readonly vends: number;
  readonly amount: string;
  readonly units?: string;
}

/** What was sold in one currency, looked at from every side; each table adds up to the amount, but for what it earned its vendor. */
export function BatchTotals({ totals }: { readonly totals: Totals }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { currency, vends, amount, waiting, paymentMethods, operators, lines, commodities, taxes, commissions = [] } = totals;
  const lineName = (kind: string): string => {
    const known = knownLine(kind);
    return known === undefined ? kind : t(`sell.line.${known}`);
  };
  return (
    <Section title={t('batches.totals', { currency })}>
      <Group gap="sm" align="stretch">
        <FigureCard label={t('batches.amount')} testId="batch-amount" value={format.plainMoney(amount, currency)} unit={currency} />
        <FigureCard
          label={t('batches.vends')}
          testId="batch-vends"
          value={format.count(vends)}
          note={waiting > 0 ? t('batches.waiting', { vends: format.count(waiting) }) : undefined}
        />
      </Group>
      <Part
        title={t('batches.by-method')}
        currency={currency}
        rows={paymentMethods.map(({ paymentMethod, ...sums }) => ({ name: t(`sell.method.${paymentMethod}`), ...sums }))}
      />
      <Part
        title={t('batches.by-operator')}
        currency={currency}
        rows={operators.map(({ operator, ...sums }) => ({ name: operator, ...sums }))}
      />
      <Part title={t('batches.by-line')} currency={currency} rows={lines.map(({ kind, ...sums }) => ({ name: lineName(kind), ...sums }))} />
      <Part
        title={t('batches.by-commodity')}
        currency={currency}
        rows={commodities.map(({ commodity, units, ...sums }) => ({
          ...sums,
          name: t(`meters.commodities.${commodity}`),
          units: format.quantity(units),
        }))}
      />
      <Part title={t('batches.by-tax')} currency={currency} rows={taxes.map(({ code, ...sums }) => ({ name: code, ...sums }))} />
      <Earned commissions={commissions} currency={currency} />
    </Section>
  );
}

interface EarnedProps {
  readonly commissions: NonNullable<Totals['commissions']>;
  readonly currency: string;
}

/** What the sales have earned their vendor: no part of the amount. */
function Earned({ commissions, currency }: EarnedProps) {
  const { t } = useTranslation();
  const rows = commissions.map(({ kind, ...sums }) => {
    const known = commissionKinds.find((name) => name === kind);
    return { name: known === undefined ? kind : t(`commissions.kinds.${known}`), ...sums };
  });
  return <Part title={t('batches.by-commission')} currency={currency} rows={rows} />;
}

const LINES = ['fixed-charge', 'debt', 'energy', 'levy', 'tax'] as const;
const knownLine = (kind: string) => LINES.find((known) => known === kind);

interface PartProps {
  readonly title: string;
  readonly currency: string;
  readonly rows: readonly Row[];
}

function Part({ title, currency, rows }: PartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  if (rows.length === 0) return null;
  const units: readonly Column<Row>[] = rows.some((row) => row.units !== undefined)
    ? [{ name: 'units', head: t('batches.units'), numeric: true, cell: (row) => row.units ?? '–' }]
    : [];
  const columns: readonly Column<Row>[] = [
    { name: 'name', head: title, cell: ({ name }) => <bdi>{name}</bdi> },
    { name: 'vends', head: t('batches.vends'), numeric: true, cell: ({ vends }) => format.count(vends) },
    ...units,
    { name: 'amount', head: t('batches.amount'), numeric: true, cell: ({ amount }) => format.money(amount, currency) },
  ];
  return <DataTable caption={`${title}, ${currency}`} columns={columns} rows={rows} rowKey={({ name }) => name} />;
}

type Given = NonNullable<BatchReportAnswer['givenBack']>;

/** Of a closed batch: its totals stay as they were, and what came to nothing afterwards stands beside them. */
export function GivenBack({ givenBack }: { readonly givenBack: Given }) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns: readonly Column<Given[number]>[] = [
    { name: 'currency', head: t('batches.currency'), cell: ({ currency }) => currency },
    { name: 'vends', head: t('batches.vends'), numeric: true, cell: ({ vends }) => format.count(vends) },
    { name: 'amount', head: t('batches.amount'), numeric: true, cell: ({ amount, currency }) => format.money(amount, currency) },
  ];
  return (
    <Section title={t('batches.given-back')}>
      <Text size="sm">{t('batches.given-back-why')}</Text>
      <DataTable caption={t('batches.given-back')} columns={columns} rows={givenBack} rowKey={({ currency }) => currency} />
    </Section>
  );
}
