import { Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '../ui/page.js';
import { AddUser } from './add-user.js';
import { ChangesTab } from './changes-tab.js';
import { RequestsTab } from './requests-tab.js';
import { UsersTab } from './users-tab.js';

const TABS = ['users', 'requests', 'changes'] as const;

/** Who may do what, what waits for another administrator, and who changed whom. */
export function UsersPage() {
  const { t } = useTranslation();
  const { tab } = useSearch({ from: '/inside/users' });
  const navigate = useNavigate({ from: '/users' });
  const shown = TABS.find((known) => known === tab) ?? TABS[0];
  return (
    <Page title={t('screen.users')} actions={<AddUser />}>
      <Tabs value={shown} onChange={(name) => void navigate({ search: { tab: name ?? TABS[0] } })} keepMounted={false}>
        <Tabs.List>
          {TABS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`users.tab.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="users" pt="md">
          <UsersTab />
        </Tabs.Panel>
        <Tabs.Panel value="requests" pt="md">
          <RequestsTab />
        </Tabs.Panel>
        <Tabs.Panel value="changes" pt="md">
          <ChangesTab />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
