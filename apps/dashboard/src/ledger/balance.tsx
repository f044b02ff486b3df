import { Button, Group, Paper, SegmentedControl, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { TrialBalanceAnswer } from '@openprepay/contracts/http/billing-ledger';
import { given } from '../ui/given.js';
import { Lamp } from '../ui/lamp.js';
import { QueryView } from '../ui/query-view.js';
import { ShowMore } from '../ui/show-more.js';
import { useFormat } from '../ui/use-format.js';
import { BalanceTable } from './balance-table.js';
import { PeriodSelect } from './period-select.js';
import { trialBalance } from './queries.js';

/** The trial balance of all time, of a period, or up to its end. */
export function Balance() {
  const { t } = useTranslation();
  const { period, asOf, subLedger } = useSearch({ from: '/inside/ledger' });
  const customers = subLedger === 'customer';
  const query = useInfiniteQuery(trialBalance({ period: asOf === undefined ? period : undefined, asOf, customers }));
  return (
    <Stack>
      <Filters />
      <QueryView
        query={query}
        label={t('ledger.tab.balance')}
        isEmpty={({ pages }) => pages[0]?.accounts.length === 0}
        empty={t('ledger.nothing-booked')}
      >
        {({ pages }) => (
          <Stack align="stretch">
            <Balanced answer={pages[0]!} />
            <BalanceTable accounts={pages.flatMap(({ accounts }) => accounts)} whole={pages[0]!.nextCursor === undefined} />
            <ShowMore query={query} />
          </Stack>
        )}
      </QueryView>
    </Stack>
  );
}

function Filters() {
  const { t } = useTranslation();
  const { period, asOf, subLedger } = useSearch({ from: '/inside/ledger' });
  const navigate = useNavigate({ from: '/ledger' });
  const chosen = asOf ?? period;
  const choose = (month: string | undefined, upToItsEnd: boolean): void =>
    void navigate({
      search: given({ subLedger, period: upToItsEnd ? undefined : month, asOf: upToItsEnd ? month : undefined }),
      replace: true,
    });
  return (
    <Group align="end">
      <PeriodSelect value={chosen} onChange={(month) => choose(month, asOf !== undefined)} />
      {chosen !== undefined && (
        <SegmentedControl
          aria-label={t('ledger.what-of-it')}
          value={asOf === undefined ? 'in' : 'up-to'}
          data={[
            { value: 'in', label: t('ledger.booked-in-it') },
            { value: 'up-to', label: t('ledger.up-to-its-end') },
          ]}
          onChange={(what) => choose(chosen, what === 'up-to')}
        />
      )}
      {subLedger === 'customer' && (
        <Button variant="default" onClick={() => void navigate({ search: given({ period, asOf }) })}>
          {t('ledger.all-accounts')}
        </Button>
      )}
    </Group>
  );
}

/** The server's word for the whole ledger, whatever part of it is shown. */
function Balanced({ answer: { balanced, entries } }: { readonly answer: TrialBalanceAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between">
        <Lamp state={balanced ? 'good' : 'bad'}>{t(balanced ? 'ledger.balanced' : 'ledger.not-balanced')}</Lamp>
        <Text size="sm" c="dimmed">
          {t('ledger.entries', { count: entries, number: format.count(entries) })}
        </Text>
      </Group>
    </Paper>
  );
}
