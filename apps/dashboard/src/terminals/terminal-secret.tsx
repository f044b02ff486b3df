import { Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { NewTerminalAnswer } from '@openprepay/contracts/http/vending-terminals';
import { Dialog } from '../ui/dialog.js';
import { Facts } from '../ui/facts.js';

interface TerminalSecretProps {
  readonly terminal: NewTerminalAnswer;
  readonly onClose: () => void;
}

/** What a new terminal signs in with; gone once the dialog is closed. */
export function TerminalSecret({ terminal: { terminalId, signsInAs, secret }, onClose }: TerminalSecretProps) {
  const { t } = useTranslation();
  return (
    <Dialog title={t('terminals.secret')} onClose={onClose}>
      <Stack>
        <Text size="sm">{t('terminals.secret-why')}</Text>
        <Facts
          facts={[
            [t('terminals.signs-in-as'), <Code key="id">{signsInAs ?? terminalId}</Code>],
            [
              t('terminals.secret'),
              <Code key="secret" data-testid="terminal-secret">
                {secret}
              </Code>,
            ],
          ]}
        />
        <Group justify="end">
          <CopyButton value={secret}>
            {({ copied, copy }) => (
              <Button variant="light" onClick={copy}>
                {copied ? t('sell.copied') : t('sell.copy')}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onClose}>{t('act.close')}</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
