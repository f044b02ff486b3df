import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { UserAnswer } from '@openprepay/contracts/http/gateway';
import { AccountDialog } from './account-dialog.js';
import { useChange } from './use-change.js';

interface OfUser {
  readonly user: UserAnswer;
  readonly onClose: () => void;
}

/** Disables an account, or enables it again. */
export function SwitchUser({ user, onClose }: OfUser) {
  const { t } = useTranslation();
  const { current, change } = useChange(user);
  const disabling = user.state === 'active';
  return (
    <AccountDialog
      title={t(disabling ? 'users.disable-whom' : 'users.enable-whom', { username: user.username })}
      submit={t(disabling ? 'users.disable' : 'users.enable')}
      current={current}
      onSend={() => void change({ state: disabling ? 'disabled' : 'active' })}
      onClose={onClose}
    >
      <Text size="sm">{t(disabling ? 'users.disable-why' : 'users.enable-why')}</Text>
    </AccountDialog>
  );
}
