import { Stack } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Entries } from '../ledger/entries.js';
import { QueryView } from '../ui/query-view.js';
import { Section } from '../ui/section.js';
import { ShowMore } from '../ui/show-more.js';
import { ledgerOf } from './queries.js';

/** What was booked for the account, by the numbers of the entries. */
export function AccountLedger({ accountNumber }: { readonly accountNumber: string }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(ledgerOf(accountNumber));
  return (
    <Section title={t('accounts.ledger')}>
      <QueryView
        query={query}
        label={t('accounts.ledger')}
        isEmpty={({ pages }) => pages[0]?.items.length === 0}
        empty={t('accounts.nothing-booked')}
      >
        {({ pages }) => (
          <Stack gap="xs" align="stretch">
            <Entries entries={pages.flatMap(({ items }) => items)} level={3} />
            <ShowMore query={query} />
          </Stack>
        )}
      </QueryView>
    </Section>
  );
}
