import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageTabs } from '../ui/page-tabs.js';
import { Page } from '../ui/page.js';
import { MeterTest } from './meter-test.js';
import { OrderToken } from './order-token.js';
import { OrdersTab } from './orders-tab.js';
import { PolicyTab } from './policy-tab.js';

/** Tokens that tell a meter something else than credit: who ordered them, who approved, what came of them. */
export function TokensPage() {
  const { t } = useTranslation();
  const { tab } = useSearch({ from: '/inside/tokens' });
  const navigate = useNavigate({ from: '/tokens' });
  return (
    <Page title={t('screen.tokens')} actions={<OrderToken />}>
      <PageTabs
        tab={tab}
        onChoose={(name) => void navigate({ search: { tab: name } })}
        tabs={[
          { name: 'orders', label: t('tokens.tab.orders'), content: <OrdersTab /> },
          { name: 'test', label: t('tokens.tab.test'), content: <MeterTest /> },
          { name: 'policy', label: t('tokens.tab.policy'), content: <PolicyTab /> },
        ]}
      />
    </Page>
  );
}
