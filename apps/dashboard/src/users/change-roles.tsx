import { useTranslation } from 'react-i18next';
import type { UserAnswer } from '@openprepay/contracts/http/gateway';
import { AccountDialog } from './account-dialog.js';
import { RoleFields, rolesOf } from './role-fields.js';
import { useChange } from './use-change.js';

interface OfUser {
  readonly user: UserAnswer;
  readonly onClose: () => void;
}

export function ChangeRoles({ user, onClose }: OfUser) {
  const { t } = useTranslation();
  const { current, change } = useChange(user);
  return (
    <AccountDialog
      title={t('users.roles-of', { username: user.username })}
      submit={t('users.change-roles')}
      current={current}
      onSend={(form) => void change({ roles: rolesOf(form) })}
      onClose={onClose}
    >
      <RoleFields held={user.roles} error={current.stage === 'failed' ? current.failure.fields['roles'] : undefined} />
    </AccountDialog>
  );
}
