import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageTabs } from '../ui/page-tabs.js';
import { Page } from '../ui/page.js';
import { AwayTab } from './away-tab.js';
import { HealthTab } from './health-tab.js';
import { ProfilesTab } from './profiles-tab.js';

/** What meters speak, how much of it, and how far behind the head-end is in hearing it. */
export function HeadEndPage() {
  const { t } = useTranslation();
  const { tab } = useSearch({ from: '/inside/head-end' });
  const navigate = useNavigate({ from: '/head-end' });
  return (
    <Page title={t('screen.head-end')}>
      <PageTabs
        tab={tab}
        onChoose={(name) => void navigate({ search: { tab: name } })}
        tabs={[
          { name: 'health', label: t('head-end.tab.health'), content: <HealthTab /> },
          { name: 'away', label: t('head-end.tab.away'), content: <AwayTab /> },
          { name: 'profiles', label: t('head-end.tab.profiles'), content: <ProfilesTab /> },
        ]}
      />
    </Page>
  );
}
