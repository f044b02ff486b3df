import { Button, Group, Text, TextInput } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { TariffAnswer } from '@openprepay/contracts/http/tariff-document';
import { DataTable } from '../ui/data-table.js';
import { formDecimal } from '../ui/form-text.js';
import { Section } from '../ui/section.js';
import { useFormat } from '../ui/use-format.js';
import { compareLines, type ComparedLine, type SaleOf, saleOf } from './sale-of.js';
import type { PlacedVersion } from './versions.js';

const DEFAULT_AMOUNT = '100';

/** What a sale gives under the version that is shown and under the one before, computed here as a sale computes it. */
export function CompareSale({ shown: { tariff, before } }: { readonly shown: PlacedVersion }) {
  const { t } = useTranslation();
  const { amount = DEFAULT_AMOUNT } = useSearch({ from: '/inside/tariffs/$code' });
  return (
    <Section title={t('tariffs.sale')}>
      <Text size="sm" c="dimmed">
        {t('tariffs.sale-of-what')}
      </Text>
      <AmountForm amount={amount} currency={tariff.currency} />
      <Compared tariff={tariff} before={before} amount={amount} />
    </Section>
  );
}

function AmountForm({ amount, currency }: { readonly amount: string; readonly currency: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/tariffs/$code' });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const typed = formDecimal(new FormData(event.currentTarget), 'amount');
        void navigate({ search: (search) => ({ ...search, amount: typed }), replace: true });
      }}
    >
      <Group align="end">
        <TextInput
          key={amount}
          name="amount"
          label={t('tariffs.amount')}
          inputMode="decimal"
          autoComplete="off"
          defaultValue={amount}
          rightSection={currency}
          rightSectionWidth={56}
        />
        <Button type="submit" variant="light">
          {t('tariffs.compute')}
        </Button>
      </Group>
    </form>
  );
}

interface ComparedProps {
  readonly tariff: TariffAnswer;
  readonly before: TariffAnswer | undefined;
  readonly amount: string;
}

function Compared({ tariff, before, amount }: ComparedProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = saleOf(tariff, amount);
  const earlier = before === undefined ? undefined : saleOf(before, amount);
  const head = (version: number): string => t('tariffs.version', { version });
  const cell = (line: ComparedLine['now'], currency: string) =>
    line !== undefined && (
      <>
        {format.plainMoney(line.amount, currency)}
        {line.blocks?.map(({ units, rate }) => (
          <div key={rate}>
            <small>
              {format.decimal(units)} × {format.decimal(rate)}
            </small>
          </div>
        ))}
      </>
    );
  return (
    <>
      <Group gap="xl">
        <Outcome sale={now} tariff={tariff} />
        {before !== undefined && earlier !== undefined && <Outcome sale={earlier} tariff={before} />}
      </Group>
      <DataTable
        caption={t('tariffs.sale')}
        columns={[
          { name: 'line', head: t('tariffs.line'), cell: ({ kind, code }) => `${t(`sell.line.${kind}`)} ${kind === 'energy' ? '' : code}` },
          { name: 'now', head: head(tariff.version), numeric: true, cell: (line) => cell(line.now, tariff.currency) },
          ...(before === undefined
            ? []
            : [
                {
                  name: 'before',
                  head: head(before.version),
                  numeric: true,
                  cell: (line: ComparedLine) => cell(line.before, before.currency),
                },
              ]),
        ]}
        rows={compareLines(linesOf(now), linesOf(earlier))}
        rowKey={({ kind, code }) => `${kind} ${code}`}
      />
      {before === undefined && <Text size="sm">{t('tariffs.first-version')}</Text>}
    </>
  );
}

const linesOf = (sale: SaleOf | undefined) => (sale?.kind === 'priced' ? sale.lines : []);

/** Units, or why there are none. */
function Outcome({ sale, tariff }: { readonly sale: SaleOf; readonly tariff: TariffAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div>
      <Text size="xs" c="dimmed">
        {t('tariffs.version', { version: tariff.version })}
      </Text>
      {sale.kind === 'priced' ? (
        <Text fz="1.6rem" fw={650} lh={1.2}>
          {format.quantity({ value: sale.units, unit: t(`tariffs.unit.${tariff.commodity}`) })}
        </Text>
      ) : (
        <Text role="status">{t(`tariffs.refused.${sale.why}`)}</Text>
      )}
    </div>
  );
}
