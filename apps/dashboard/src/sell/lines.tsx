import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { QuoteAnswer } from '@openprepay/contracts/http/vending-vends';
import { useFormat } from '../ui/use-format.js';

type Line = QuoteAnswer['lines'][number];

interface LinesProps {
  readonly priced: Pick<QuoteAnswer, 'lines' | 'tender'>;
}

/** What the tender pays for, line by line; the lines add up to it. */
export function Lines({ priced }: LinesProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { currency } = priced.tender;
  return (
    <Table verticalSpacing={4} aria-label={t('sell.lines')}>
      <Table.Tbody>
        {priced.lines.map((line, place) => (
          <Table.Tr key={`${line.kind} ${line.code} ${line.month ?? ''} ${place}`} data-testid="quote-line">
            <Table.Th scope="row" fw={400}>
              {t(`sell.line.${line.kind}`)} <LineDetail line={line} />
            </Table.Th>
            <Table.Td ta="right">{format.plainMoney(line.amount, currency)}</Table.Td>
          </Table.Tr>
        ))}
        <Table.Tr>
          <Table.Th scope="row">{t('sell.tender')}</Table.Th>
          <Table.Td ta="right" fw={700}>
            {format.money(priced.tender.amount, currency)}
          </Table.Td>
        </Table.Tr>
      </Table.Tbody>
    </Table>
  );
}

/** Energy by block, `20 × 0.15`; of everything else the code, and the month of a fixed charge. */
function LineDetail({ line }: { readonly line: Line }) {
  const format = useFormat();
  const blocks = line.blocks?.map(({ units, rate }) => `${format.decimal(units)} × ${format.decimal(rate)}`).join(' + ');
  return <small>{blocks ?? [line.code, line.month].filter((part) => part !== undefined).join(' ')}</small>;
}
