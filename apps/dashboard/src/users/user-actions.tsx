import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserAnswer } from '@openprepay/contracts/http/gateway';
import { useMe } from '../session/use-session.js';
import { ChangeRoles } from './change-roles.js';
import { SetPassword } from './set-password.js';
import { SwitchUser } from './switch-user.js';

const ACTIONS = ['roles', 'password', 'state'] as const;

/** What an administrator does to another's account; their own is another's to change. */
export function UserActions({ user }: { readonly user: UserAnswer }) {
  const { t } = useTranslation();
  const me = useMe();
  const [open, setOpen] = useState<(typeof ACTIONS)[number]>();
  if (user.userId === me.userId) {
    return (
      <Text size="xs" c="dimmed">
        {t('users.own')}
      </Text>
    );
  }
  const close = (): void => setOpen(undefined);
  const names = {
    roles: t('users.change-roles'),
    password: t('users.set-password'),
    state: user.state === 'active' ? t('users.disable') : t('users.enable'),
  };
  return (
    <Group gap={4} wrap="nowrap">
      {ACTIONS.map((action) => (
        <Button key={action} size="compact-xs" variant="default" onClick={() => setOpen(action)}>
          {names[action]}
        </Button>
      ))}
      {open === 'roles' && <ChangeRoles user={user} onClose={close} />}
      {open === 'password' && <SetPassword user={user} onClose={close} />}
      {open === 'state' && <SwitchUser user={user} onClose={close} />}
    </Group>
  );
}
