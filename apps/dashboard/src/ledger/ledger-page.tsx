import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Corrections } from '../corrections/corrections.js';
import { useMay } from '../session/use-may.js';
import { PageTabs } from '../ui/page-tabs.js';
import { Page } from '../ui/page.js';
import { Balance } from './balance.js';
import { Journal } from './journal.js';
import { Periods } from './periods.js';

/** The books: what each account has, what was booked, which months are closed, and what was mended. Operators decide on that alone. */
export function LedgerPage() {
  const { t } = useTranslation();
  const { tab } = useSearch({ from: '/inside/ledger' });
  const navigate = useNavigate({ from: '/ledger' });
  const mayRead = useMay('clerk', 'auditor');
  const books = [
    { name: 'balance', label: t('ledger.tab.balance'), content: <Balance /> },
    { name: 'journal', label: t('ledger.tab.journal'), content: <Journal /> },
    { name: 'periods', label: t('ledger.tab.periods'), content: <Periods /> },
  ];
  return (
    <Page title={t('screen.ledger')}>
      <PageTabs
        tab={tab}
        onChoose={(name) => void navigate({ search: { tab: name } })}
        tabs={[...(mayRead ? books : []), { name: 'corrections', label: t('ledger.tab.corrections'), content: <Corrections /> }]}
      />
    </Page>
  );
}
