import { Checkbox, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Role, role } from '@openprepay/contracts/identity';

interface RoleFieldsProps {
  readonly held?: readonly Role[];
  /** Told which roles are chosen, each time they change. */
  readonly onChange?: (roles: readonly Role[]) => void;
  readonly error?: string | undefined;
}

export function RoleFields({ held = [], onChange, error }: RoleFieldsProps) {
  const { t } = useTranslation();
  return (
    <Checkbox.Group
      label={t('users.roles')}
      description={t('users.roles-why')}
      defaultValue={[...held]}
      onChange={(chosen) => onChange?.(role.options.filter((known) => chosen.includes(known)))}
      error={error}
    >
      <Stack gap="xs" mt="xs">
        {role.options.map((name) => (
          <Checkbox key={name} name="roles" value={name} label={t(`role.${name}`)} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}

/** The roles that are chosen in a form. */
export function rolesOf(form: HTMLFormElement): Role[] {
  const chosen = new FormData(form).getAll('roles');
  return role.options.filter((known) => chosen.includes(known));
}
