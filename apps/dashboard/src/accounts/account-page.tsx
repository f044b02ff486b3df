import { SimpleGrid, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PaymentsAtVendors } from '../account-payments/payments-at-vendors.js';
import { Page } from '../ui/page.js';
import { QueryView } from '../ui/query-view.js';
import { AccountFacts } from './account-facts.js';
import { AccountLedger } from './account-ledger.js';
import { AccountMeters } from './account-meters.js';
import { Debts } from './debts.js';
import { Payments } from './payments.js';
import { account } from './queries.js';

/** One customer's account: what it owes and to what, what was paid, its meters and its ledger. */
export function AccountPage() {
  const { t } = useTranslation();
  const { accountNumber } = useParams({ from: '/inside/accounts/$accountNumber' });
  const query = useQuery(account(accountNumber));
  const title = t('accounts.one', { accountNumber });
  return (
    <Page title={title}>
      <QueryView query={query} label={title}>
        {(found) => (
          <Stack>
            <SimpleGrid cols={{ base: 1, md: 2 }}>
              <AccountFacts account={found} />
              <AccountMeters accountNumber={accountNumber} />
            </SimpleGrid>
            <Debts account={found} />
            <Payments account={found} />
            <PaymentsAtVendors of={{ accountNumber }} />
            <AccountLedger accountNumber={accountNumber} />
          </Stack>
        )}
      </QueryView>
    </Page>
  );
}
