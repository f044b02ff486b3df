import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { AccountAnswer } from '@openprepay/contracts/http/billing';
import { codeOf } from '../api/failure.js';
import { AnchorLink } from '../ui/anchor-link.js';
import { DataTable } from '../ui/data-table.js';
import { formText } from '../ui/form-text.js';
import { given } from '../ui/given.js';
import { Instant } from '../ui/instant.js';
import { ListView } from '../ui/list-view.js';
import { Page } from '../ui/page.js';
import { Empty, QueryView } from '../ui/query-view.js';
import { OpenAccount } from './open-account.js';
import { account, accounts } from './queries.js';

/** The customers' accounts by number. */
export function AccountsPage() {
  const { t } = useTranslation();
  const { search } = useSearch({ from: '/inside/accounts' });
  const navigate = useNavigate({ from: '/accounts' });
  const find = (form: FormData): void => {
    const typed = formText(form, 'search');
    void navigate({ search: given({ search: typed === '' ? undefined : typed }) });
  };
  return (
    <Page title={t('screen.accounts')} actions={<OpenAccount />}>
      <form
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          find(new FormData(event.currentTarget));
        }}
      >
        <Group align="end">
          <TextInput key={search} name="search" label={t('accounts.number')} defaultValue={search ?? ''} autoComplete="off" />
          <Button type="submit" variant="light">
            {t('accounts.search')}
          </Button>
        </Group>
      </form>
      {search === undefined ? <All /> : <Found accountNumber={search} />}
    </Page>
  );
}

function All() {
  const { t } = useTranslation();
  const query = useInfiniteQuery(accounts);
  return (
    <ListView query={query} label={t('screen.accounts')} empty={t('accounts.none')}>
      {(rows) => <AccountTable rows={rows} />}
    </ListView>
  );
}

/** The one account of that number; that there is none is an answer, no failure. */
function Found({ accountNumber }: { readonly accountNumber: string }) {
  const { t } = useTranslation();
  const query = useQuery(account(accountNumber));
  return (
    <Stack align="start">
      {query.isError && codeOf(query.error) === 'billing.account_unknown' ? (
        <Empty>{t('accounts.not-found', { accountNumber })}</Empty>
      ) : (
        <QueryView query={query} label={t('screen.accounts')}>
          {(found) => <AccountTable rows={[found]} />}
        </QueryView>
      )}
      <AnchorLink to="/accounts">{t('accounts.show-all')}</AnchorLink>
    </Stack>
  );
}

function AccountTable({ rows }: { readonly rows: readonly AccountAnswer[] }) {
  const { t } = useTranslation();
  return (
    <DataTable
      caption={t('screen.accounts')}
      columns={[
        {
          name: 'number',
          head: t('accounts.number'),
          cell: ({ accountNumber }) => (
            <AnchorLink to="/accounts/$accountNumber" params={{ accountNumber }}>
              {accountNumber}
            </AnchorLink>
          ),
        },
        { name: 'name', head: t('accounts.name'), cell: ({ name }) => <bdi>{name}</bdi> },
        { name: 'tariff', head: t('accounts.tariff'), cell: ({ tariffCode }) => tariffCode ?? t('accounts.default-tariff') },
        { name: 'opened', head: t('accounts.opened'), cell: ({ openedAt }) => <Instant at={openedAt} /> },
      ]}
      rows={rows}
      rowKey={({ accountNumber }) => accountNumber}
    />
  );
}
