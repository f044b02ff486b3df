import { Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '../ui/page.js';
import { Balance } from './balance.js';
import { Journal } from './journal.js';
import { Periods } from './periods.js';

const TABS = ['balance', 'journal', 'periods'] as const;

/** The books: what each account has, what was booked, and which months are closed. */
export function LedgerPage() {
  const { t } = useTranslation();
  const { tab } = useSearch({ from: '/inside/ledger' });
  const navigate = useNavigate({ from: '/ledger' });
  const shown = TABS.find((name) => name === tab) ?? 'balance';
  return (
    <Page title={t('screen.ledger')}>
      <Tabs value={shown} onChange={(chosen) => void navigate({ search: { tab: chosen ?? 'balance' } })} keepMounted={false}>
        <Tabs.List mb="md">
          {TABS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`ledger.tab.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="balance">
          <Balance />
        </Tabs.Panel>
        <Tabs.Panel value="journal">
          <Journal />
        </Tabs.Panel>
        <Tabs.Panel value="periods">
          <Periods />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
