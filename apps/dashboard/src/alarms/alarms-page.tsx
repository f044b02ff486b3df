import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageTabs } from '../ui/page-tabs.js';
import { Page } from '../ui/page.js';
import { StormsTab } from '../storms/storms-tab.js';
import { AlarmsTab } from './alarms-tab.js';
import { RulesTab } from './rules-tab.js';

/** What somebody has to look at, and what is an alarm at all. */
export function AlarmsPage() {
  const { t } = useTranslation();
  const { tab } = useSearch({ from: '/inside/alarms' });
  const navigate = useNavigate({ from: '/alarms' });
  return (
    <Page title={t('screen.alarms')}>
      <PageTabs
        tab={tab}
        onChoose={(name) => void navigate({ search: { tab: name } })}
        tabs={[
          { name: 'alarms', label: t('alarms.tab.alarms'), content: <AlarmsTab /> },
          { name: 'storms', label: t('storms.title'), content: <StormsTab /> },
          { name: 'rules', label: t('alarms.tab.rules'), content: <RulesTab /> },
        ]}
      />
    </Page>
  );
}
