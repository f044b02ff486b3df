import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Page } from '../ui/page.js';
import { LostTab } from './lost-tab.js';
import { ParkedTab } from './parked-tab.js';
import { QuarantineTab } from './quarantine-tab.js';
import { ServiceLamps } from './service-lamps.js';
import { useFilter } from './use-filter.js';

const TABS = ['parked', 'lost', 'quarantine'] as const;

/** What did not go through, in every service, and what is done about it. */
export function OperationsPage() {
  const { t } = useTranslation();
  const { filter, begin } = useFilter();
  const shown = TABS.find((known) => known === filter.tab) ?? TABS[0];
  return (
    <Page title={t('screen.operations')}>
      <ServiceLamps />
      <Tabs value={shown} onChange={(name) => begin(name ?? TABS[0])} keepMounted={false}>
        <Tabs.List>
          {TABS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`operations.tab.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="parked" pt="md">
          <ParkedTab />
        </Tabs.Panel>
        <Tabs.Panel value="lost" pt="md">
          <LostTab />
        </Tabs.Panel>
        <Tabs.Panel value="quarantine" pt="md">
          <QuarantineTab />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
