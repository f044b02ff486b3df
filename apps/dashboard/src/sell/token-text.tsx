import { Button, CopyButton, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { tokenGroups } from '../ui/exact.js';
import classes from './token-text.module.css';

interface TokenTextProps {
  readonly token: string;
  readonly label: string;
}

/** Twenty digits as they are entered, to read off, to copy and to say aloud. */
export function TokenText({ token, label }: TokenTextProps) {
  const { t } = useTranslation();
  const groups = tokenGroups(token);
  return (
    <Stack gap={6}>
      <Text size="sm" fw={600}>
        {label}
      </Text>
      <div className={classes['token']} data-testid="token">
        {groups}
      </div>
      <Group gap="xs">
        <CopyButton value={token}>
          {({ copied, copy }) => (
            <Button size="xs" variant="default" onClick={copy}>
              {copied ? t('sell.copied') : t('sell.copy')}
            </Button>
          )}
        </CopyButton>
      </Group>
      <details>
        <summary>{t('sell.say-it')}</summary>
        <Text size="sm">{spoken(groups, t('sell.digits').split(' '))}</Text>
      </details>
    </Stack>
  );
}

/** `0123 4…` → `zero one two three, four …` */
const spoken = (groups: string, digits: readonly string[]): string =>
  groups
    .split(' ')
    .map((group) => [...group].map((digit) => digits[Number(digit)]).join(' '))
    .join(', ');
