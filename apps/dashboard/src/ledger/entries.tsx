import { Accordion, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { JournalEntryAnswer } from '@openprepay/contracts/http/billing-ledger';
import { DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { useFormat } from '../ui/use-format.js';
import { AccountName } from './balance-table.js';

interface EntriesProps {
  readonly entries: readonly JournalEntryAnswer[];
  /** Of the entries' headings. */
  readonly level?: 2 | 3;
}

/** Journal entries, one line each; opened, with their lines. */
export function Entries({ entries, level = 2 }: EntriesProps) {
  return (
    <Accordion multiple order={level} variant="contained" chevronPosition="left">
      {entries.map((entry) => (
        <Accordion.Item key={entry.entryId} value={entry.entryId}>
          <Accordion.Control>
            <EntryHead entry={entry} />
          </Accordion.Control>
          <Accordion.Panel>
            <EntryLines entry={entry} />
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

function EntryHead({ entry: { number, reference, at, period, accountNumber } }: { readonly entry: JournalEntryAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Group gap="md" justify="space-between">
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        <b>{t('ledger.entry', { number: format.count(number) })}</b> {reference}
      </Text>
      <Text size="xs" c="dimmed">
        {accountNumber !== undefined && `${t('ledger.customer', { accountNumber })} · `}
        <Instant at={at} /> · {t('ledger.booked-in', { period })}
      </Text>
    </Group>
  );
}

function EntryLines({ entry: { number, lines, currency, postedAt } }: { readonly entry: JournalEntryAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const side = (amount: string, credit: boolean): string =>
    amount.startsWith('-') === credit ? format.plainMoney(amount.replace('-', ''), currency) : '';
  const rows = lines.map((line, place) => ({ ...line, place }));
  return (
    <>
      <DataTable
        caption={t('ledger.lines-of', { number })}
        columns={[
          { name: 'account', head: t('ledger.account'), cell: ({ account }) => <AccountName account={account} /> },
          { name: 'debit', head: `${t('ledger.debit')} (${currency})`, numeric: true, cell: ({ amount }) => side(amount, false) },
          { name: 'credit', head: `${t('ledger.credit')} (${currency})`, numeric: true, cell: ({ amount }) => side(amount, true) },
        ]}
        rows={rows}
        rowKey={({ place }) => String(place)}
      />
      <Text size="xs" c="dimmed" mt="xs">
        {t('ledger.posted')} <Instant at={postedAt} />
      </Text>
    </>
  );
}
