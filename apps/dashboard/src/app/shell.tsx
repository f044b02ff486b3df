import { AppShell, Burger, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { MeAnswer } from '@openprepay/contracts/http/gateway';
import { useStream } from '../live/live.js';
import { useSession } from '../session/use-session.js';
import { Page } from '../ui/page.js';
import { LiveMark } from './live-mark.js';
import { Menu } from './menu.js';
import { mayFollow, mayUse, screenAt } from '../session/screens.js';
import classes from './shell.module.css';
import { UserMenu } from './user-menu.js';

const HEADER_HEIGHT = 48;
const MENU_WIDTH = 200;

/** What stands around every screen. */
export function Shell() {
  const session = useSession();
  const { pathname } = useLocation();
  // For the moment in which a session that has ended leads away.
  return session.state === 'signed-in' ? <Inside me={session.me} path={pathname} /> : null;
}

function Inside({ me, path }: { readonly me: MeAnswer; readonly path: string }) {
  const { t } = useTranslation();
  const [open, { toggle, close }] = useDisclosure(false);
  useStream(mayFollow(me.roles));
  const screen = screenAt(path);
  const allowed = screen === undefined || mayUse(screen, me.roles);
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
          <Group gap="xs" wrap="nowrap" miw={0}>
            <Burger opened={open} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('shell.menu')} />
            <Text fw={700} truncate>
              OpenPrepay
            </Text>
            <Text size="sm" c="dimmed" visibleFrom="sm">
              {me.utility}
            </Text>
          </Group>
          <Group gap="md" wrap="nowrap" flex="none">
            <LiveMark />
            <UserMenu me={me} />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={t('shell.menu')} className={classes['menu']}>
        <Menu roles={me.roles} path={path} onChoose={close} />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        {allowed ? <Outlet /> : <Page title={t('shell.forbidden')}>{t('shell.forbidden-why')}</Page>}
      </AppShell.Main>
    </AppShell>
  );
}
