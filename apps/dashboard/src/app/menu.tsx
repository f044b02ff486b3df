import { NavLink } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Role } from '@openprepay/contracts/identity';
import { screenAt, screensOf } from '../session/screens.js';

interface MenuProps {
  readonly roles: readonly Role[];
  readonly path: string;
  readonly onChoose: () => void;
}

/** The screens that somebody with these roles may use. */
export function Menu({ roles, path, onChoose }: MenuProps) {
  const { t } = useTranslation();
  const here = screenAt(path);
  return screensOf(roles).map((screen) => (
    <NavLink
      key={screen.path}
      component={Link}
      to={screen.path}
      label={t(`screen.${screen.name}`)}
      active={here === screen}
      aria-current={here === screen ? 'page' : undefined}
      onClick={onChoose}
    />
  ));
}
