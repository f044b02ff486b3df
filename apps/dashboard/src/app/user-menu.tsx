import { Button, Menu as Choices, useMantineColorScheme } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { MeAnswer } from '@openprepay/contracts/http/gateway';
import { queries } from '../api/queries.js';
import { session } from '../session/session.js';
import { type Language, LANGUAGES, speak } from '../words/words.js';

const SCHEMES = ['auto', 'light', 'dark'] as const;

/** Who is signed in, how the page looks and speaks, and the way out. */
export function UserMenu({ me }: { readonly me: MeAnswer }) {
  const { t, i18n } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const navigate = useNavigate();
  const leave = async (): Promise<void> => {
    await session.signOut().catch(() => undefined);
    // Nothing that the next one may not see stays in memory.
    queries.clear();
    await navigate({ to: '/sign-in', search: {} });
  };
  return (
    <Choices position="bottom-end" withinPortal>
      <Choices.Target>
        <Button variant="subtle" color="gray" size="compact-sm" c="var(--mantine-color-text)">
          {me.username}
        </Button>
      </Choices.Target>
      <Choices.Dropdown>
        <Choices.Label>{me.roles.map((role) => t(`role.${role}`)).join(', ')}</Choices.Label>
        <Choices.Divider />
        <Choices.Label>{t('shell.language')}</Choices.Label>
        {Object.entries(LANGUAGES).map(([code, name]) => (
          <Choices.Item key={code} lang={code} aria-current={i18n.language === code} onClick={() => void speak(code as Language)}>
            {i18n.language === code ? `✓ ${name}` : name}
          </Choices.Item>
        ))}
        <Choices.Label>{t('shell.appearance')}</Choices.Label>
        {SCHEMES.map((scheme) => (
          <Choices.Item key={scheme} aria-current={colorScheme === scheme} onClick={() => setColorScheme(scheme)}>
            {colorScheme === scheme ? `✓ ${t(`shell.scheme-${scheme}`)}` : t(`shell.scheme-${scheme}`)}
          </Choices.Item>
        ))}
        <Choices.Divider />
        <Choices.Item onClick={() => void leave()}>{t('shell.sign-out')}</Choices.Item>
      </Choices.Dropdown>
    </Choices>
  );
}
