import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageTabs } from '../ui/page-tabs.js';
import { Page } from '../ui/page.js';
import { ManufacturersTab } from './manufacturers-tab.js';
import { ModelsTab } from './models-tab.js';

/** What kinds of meters there are, who makes them, and by which certificate they were tested. */
export function ModelsPage() {
  const { t } = useTranslation();
  const { tab, manufacturerCode } = useSearch({ from: '/inside/models' });
  const navigate = useNavigate({ from: '/models' });
  return (
    <Page title={t('screen.models')}>
      <PageTabs
        tab={tab}
        onChoose={(name) => void navigate({ search: { tab: name } })}
        tabs={[
          { name: 'models', label: t('models.tab.models'), content: <ModelsTab manufacturerCode={manufacturerCode} /> },
          { name: 'manufacturers', label: t('models.tab.manufacturers'), content: <ManufacturersTab /> },
        ]}
      />
    </Page>
  );
}
