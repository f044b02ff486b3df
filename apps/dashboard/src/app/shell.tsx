import { AppShell, Burger, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Navigate, Outlet, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { MeAnswer } from '@openprepay/contracts/http/gateway';
import { useStream } from '../live/live.js';
import { useSession } from '../session/use-session.js';
import { Page } from '../ui/page.js';
import { LiveMark } from './live-mark.js';
import { Menu } from './menu.js';
import { mayUse, screenAt, screensOf } from './screens.js';
import classes from './shell.module.css';
import { UserMenu } from './user-menu.js';

const HEADER_HEIGHT = 48;
const MENU_WIDTH = 200;
const FOLLOWS = ['operator', 'engineer', 'clerk', 'vendor', 'auditor'] as const;

/** What stands around every screen; who is not signed in is sent to sign in, and comes back. */
export function Shell() {
  const session = useSession();
  const location = useLocation();
  if (session.state === 'starting') return null;
  if (session.state === 'signed-out') return <Navigate to="/sign-in" search={{ back: location.href }} replace />;
  return <Inside me={session.me} path={location.pathname} />;
}

function Inside({ me, path }: { readonly me: MeAnswer; readonly path: string }) {
  const { t } = useTranslation();
  const [open, { toggle, close }] = useDisclosure(false);
  useStream(FOLLOWS.some((role) => me.roles.includes(role)));
  const screen = screenAt(path);
  const allowed = screen === undefined || mayUse(screen, me.roles);
  const first = screensOf(me.roles)[0];
  // The address of the house leads everybody to where they may begin.
  if (path === '/' && !allowed && first !== undefined) return <Navigate to={first.path} replace />;
  return (
    <AppShell
      header={{ height: HEADER_HEIGHT }}
      navbar={{ width: MENU_WIDTH, breakpoint: 'sm', collapsed: { mobile: !open } }}
      padding={{ base: 'sm', sm: 'lg' }}
    >
      <a href="#main" className={classes['skip']}>
        {t('shell.skip')}
      </a>
      <AppShell.Header className={classes['header']}>
        <Group h="100%" px="sm" justify="space-between" wrap="nowrap">
          <Group gap="xs" wrap="nowrap">
            <Burger opened={open} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('shell.menu')} />
            <Text fw={700}>OpenPrepay</Text>
            <Text size="sm" c="dimmed" visibleFrom="sm">
              {me.utility}
            </Text>
          </Group>
          <Group gap="md" wrap="nowrap">
            <LiveMark />
            <UserMenu me={me} />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={t('shell.menu')}>
        <Menu roles={me.roles} path={path} onChoose={close} />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        {allowed ? <Outlet /> : <Page title={t('shell.forbidden')}>{t('shell.forbidden-why')}</Page>}
      </AppShell.Main>
    </AppShell>
  );
}
