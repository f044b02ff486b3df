import { Stack } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type PageTab, PageTabs } from '../ui/page-tabs.js';
import { Page } from '../ui/page.js';
import { AuditTab } from './audit-tab.js';
import { ChangesTab } from './changes-tab.js';
import { Expiries } from './expiries.js';
import { KeysTab } from './keys-tab.js';
import { OpenGroup } from './open-group.js';
import { useMayRead } from './use-custodian.js';

/** The keys that tokens are made with, and who did what with them; of none the value. */
export function KeysPage() {
  const { t } = useTranslation();
  const { tab } = useSearch({ from: '/inside/keys' });
  const navigate = useNavigate({ from: '/keys' });
  const mayReadAll = useMayRead();
  const keys: PageTab = { name: 'keys', label: t('keys.tab.keys'), content: <KeysAndEnds /> };
  const done: readonly PageTab[] = [
    { name: 'changes', label: t('keys.tab.changes'), content: <ChangesTab /> },
    { name: 'audit', label: t('keys.tab.audit'), content: <AuditTab /> },
  ];
  return (
    <Page title={t('screen.keys')} actions={<OpenGroup />}>
      <PageTabs tab={tab} onChoose={(name) => void navigate({ search: { tab: name } })} tabs={mayReadAll ? [keys, ...done] : [keys]} />
    </Page>
  );
}

function KeysAndEnds() {
  return (
    <Stack gap="md" align="stretch">
      <Expiries />
      <div>
        <KeysTab />
      </div>
    </Stack>
  );
}
