import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../session/use-may.js';
import { PageTabs } from '../ui/page-tabs.js';
import { Page } from '../ui/page.js';
import { MeterTest } from './meter-test.js';
import { OrderToken } from './order-token.js';
import { OrdersTab } from './orders-tab.js';
import { PolicyTab } from './policy-tab.js';

/** Tokens that tell a meter something else than credit: who ordered them, who approved, what came of them. Clerks only have a meter test itself. */
export function TokensPage() {
  const { t } = useTranslation();
  const { tab } = useSearch({ from: '/inside/tokens' });
  const navigate = useNavigate({ from: '/tokens' });
  const mayRead = useMay('engineer', 'operator');
  const test = { name: 'test', label: t('tokens.tab.test'), content: <MeterTest /> };
  const orders = { name: 'orders', label: t('tokens.tab.orders'), content: <OrdersTab /> };
  const policy = { name: 'policy', label: t('tokens.tab.policy'), content: <PolicyTab /> };
  return (
    <Page title={t('screen.tokens')} actions={<OrderToken />}>
      <PageTabs tab={tab} onChoose={(name) => void navigate({ search: { tab: name } })} tabs={mayRead ? [orders, test, policy] : [test]} />
    </Page>
  );
}
