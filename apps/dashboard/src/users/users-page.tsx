import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageTabs } from '../ui/page-tabs.js';
import { Page } from '../ui/page.js';
import { AddUser } from './add-user.js';
import { ChangesTab } from './changes-tab.js';
import { RequestsTab } from './requests-tab.js';
import { UsersTab } from './users-tab.js';

/** Who may do what, what waits for another administrator, and who changed whom. */
export function UsersPage() {
  const { t } = useTranslation();
  const { tab } = useSearch({ from: '/inside/users' });
  const navigate = useNavigate({ from: '/users' });
  return (
    <Page title={t('screen.users')} actions={<AddUser />}>
      <PageTabs
        tab={tab}
        onChoose={(name) => void navigate({ search: { tab: name } })}
        tabs={[
          { name: 'users', label: t('users.tab.users'), content: <UsersTab /> },
          { name: 'requests', label: t('users.tab.requests'), content: <RequestsTab /> },
          { name: 'changes', label: t('users.tab.changes'), content: <ChangesTab /> },
        ]}
      />
    </Page>
  );
}
