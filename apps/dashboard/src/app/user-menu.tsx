import { Button, Group, NativeSelect, Paper, Stack, Text, useMantineColorScheme } from '@mantine/core';
import { useClickOutside, useDisclosure } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { MeAnswer } from '@openprepay/contracts/http/gateway';
import { queries } from '../api/queries.js';
import { session } from '../session/session.js';
import { LANGUAGES, speak } from '../words/words.js';
import classes from './user-menu.module.css';

const SCHEMES = ['auto', 'light', 'dark'] as const;

/** Who is signed in, how the page looks and speaks, and the way out. */
export function UserMenu({ me }: { readonly me: MeAnswer }) {
  const [open, { toggle, close }] = useDisclosure(false);
  const menu = useClickOutside<HTMLDivElement>(close);
  const closeOnEscape = ({ key }: KeyboardEvent): void => {
    if (key === 'Escape') close();
  };
  return (
    <Group gap="xs" wrap="nowrap">
      <div ref={menu} className={classes['menu']} onKeyDown={closeOnEscape}>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          c="var(--mantine-color-text)"
          maw={{ base: '8rem', sm: '12rem' }}
          aria-expanded={open}
          onClick={toggle}
        >
          {me.username}
        </Button>
        {open && (
          <Paper withBorder shadow="md" p="sm" className={classes['panel']}>
            <Stack gap="xs">
              <Roles me={me} />
              <Languages />
              <Appearance />
              <SignOut shown="phone" />
            </Stack>
          </Paper>
        )}
      </div>
      <SignOut shown="desk" />
    </Group>
  );
}

function Roles({ me }: { readonly me: MeAnswer }) {
  const { t } = useTranslation();
  return (
    <Text size="sm" c="dimmed">
      {me.roles.map((role) => t(`role.${role}`)).join(', ')}
    </Text>
  );
}

function Languages() {
  const { t, i18n } = useTranslation();
  const known = Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }));
  return (
    <NativeSelect
      size="xs"
      label={t('shell.language')}
      value={i18n.language}
      data={known}
      onChange={({ currentTarget: { value } }) => void speak(value === 'fr' ? 'fr' : 'en')}
    />
  );
}

function Appearance() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <NativeSelect
      size="xs"
      label={t('shell.appearance')}
      value={colorScheme}
      data={SCHEMES.map((value) => ({ value, label: t(`shell.scheme-${value}`) }))}
      onChange={({ currentTarget: { value } }) => setColorScheme(SCHEMES.find((scheme) => scheme === value) ?? 'auto')}
    />
  );
}

/** Where there is room it stands beside the name, on a phone below it. */
function SignOut({ shown }: { readonly shown: 'desk' | 'phone' }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const leave = async (): Promise<void> => {
    await session.signOut().catch(() => undefined);
    // Nothing that the next one may not see stays in memory.
    queries.clear();
    await navigate({ to: '/sign-in', search: {} });
  };
  return (
    <Button
      variant="default"
      size="compact-sm"
      {...(shown === 'desk' ? { visibleFrom: 'sm' } : { hiddenFrom: 'sm' })}
      onClick={() => void leave()}
    >
      {t('shell.sign-out')}
    </Button>
  );
}
