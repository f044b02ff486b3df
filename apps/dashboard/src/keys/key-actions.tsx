import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VendingKeyAnswer } from '@openprepay/contracts/http/key-management-vending-keys';
import { ChangeKey, type KeyChange } from './change-key.js';
import { EnterComponent } from './enter-component.js';

/** What a custodian may do with a key in each of its states. */
const CHANGES: Readonly<Record<VendingKeyAnswer['state'], readonly KeyChange[]>> = {
  draft: ['abandon'],
  active: ['begin-retiring', 'retire'],
  retiring: ['retire', 'reactivate'],
  retired: ['reactivate'],
};

export function KeyActions({ vendingKey }: { readonly vendingKey: VendingKeyAnswer }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<KeyChange | 'component'>();
  const close = (): void => setOpen(undefined);
  return (
    <Group gap={4}>
      {vendingKey.state === 'draft' && (
        <Button size="compact-xs" onClick={() => setOpen('component')}>
          {t('keys.component.enter')}
        </Button>
      )}
      {CHANGES[vendingKey.state].map((change) => (
        <Button key={change} size="compact-xs" variant="default" onClick={() => setOpen(change)}>
          {t(`keys.change.${change}`)}
        </Button>
      ))}
      {open === 'component' && <EnterComponent vendingKey={vendingKey} onClose={close} />}
      {open !== undefined && open !== 'component' && <ChangeKey vendingKey={vendingKey} change={open} onClose={close} />}
    </Group>
  );
}
