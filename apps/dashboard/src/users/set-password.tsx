import { useTranslation } from 'react-i18next';
import type { UserAnswer } from '@openprepay/contracts/http/gateway';
import { taken } from '../api/use-sending.js';
import { AccountDialog } from './account-dialog.js';
import { PasswordField } from './password-field.js';
import { useChange } from './use-change.js';

interface OfUser {
  readonly user: UserAnswer;
  readonly onClose: () => void;
}

export function SetPassword({ user, onClose }: OfUser) {
  const { t } = useTranslation();
  const { current, change } = useChange(user);
  return (
    <AccountDialog
      title={t('users.password-of', { username: user.username })}
      submit={t('users.set-password')}
      current={current}
      onSend={(form) => void change({ password: taken(form, 'password') })}
      onClose={onClose}
    >
      <PasswordField error={current.stage === 'failed' ? current.failure.fields['password'] : undefined} />
    </AccountDialog>
  );
}
