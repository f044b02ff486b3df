import { Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '../ui/page.js';
import { AuditTab } from './audit-tab.js';
import { ChangesTab } from './changes-tab.js';
import { KeysTab } from './keys-tab.js';
import { useMayRead } from './use-custodian.js';

const TABS = ['keys', 'changes', 'audit'] as const;

/** The keys that tokens are made with, and who did what with them; of none the value. */
export function KeysPage() {
  const { t } = useTranslation();
  const { tab } = useSearch({ from: '/inside/keys' });
  const navigate = useNavigate({ from: '/keys' });
  const mayReadAll = useMayRead();
  const tabs = mayReadAll ? TABS : (['keys'] as const);
  const shown = tabs.find((known) => known === tab) ?? 'keys';
  return (
    <Page title={t('screen.keys')}>
      <Tabs value={shown} onChange={(name) => void navigate({ search: { tab: name ?? 'keys' } })} keepMounted={false}>
        <Tabs.List>
          {tabs.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`keys.tab.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="keys" pt="md">
          <KeysTab />
        </Tabs.Panel>
        {mayReadAll && (
          <Tabs.Panel value="changes" pt="md">
            <ChangesTab />
          </Tabs.Panel>
        )}
        {mayReadAll && (
          <Tabs.Panel value="audit" pt="md">
            <AuditTab />
          </Tabs.Panel>
        )}
      </Tabs>
    </Page>
  );
}
