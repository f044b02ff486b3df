import { useTranslation } from 'react-i18next';
import { PageTabs } from '../ui/page-tabs.js';
import { Page } from '../ui/page.js';
import { LostTab } from './lost-tab.js';
import { ParkedTab } from './parked-tab.js';
import { QuarantineTab } from './quarantine-tab.js';
import { ServiceTable } from './service-table.js';
import { useFilter } from './use-filter.js';

/** What did not go through, in every service, and what is done about it. */
export function OperationsPage() {
  const { t } = useTranslation();
  const { filter, begin } = useFilter();
  return (
    <Page title={t('screen.operations')}>
      <ServiceTable />
      <PageTabs
        tab={filter.tab}
        onChoose={begin}
        tabs={[
          { name: 'parked', label: t('operations.tab.parked'), content: <ParkedTab /> },
          { name: 'lost', label: t('operations.tab.lost'), content: <LostTab /> },
          { name: 'quarantine', label: t('operations.tab.quarantine'), content: <QuarantineTab /> },
        ]}
      />
    </Page>
  );
}
