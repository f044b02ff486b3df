import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ComponentEnteredAnswer, VendingKeyAnswer } from '@openprepay/contracts/http/key-management-vending-keys';
import { keyManagement } from '../api/key-management.js';
import { type Sending, taken, useSending } from '../api/use-sending.js';
import { Dialog } from '../ui/dialog.js';
import { FailureAlert } from '../ui/failure-alert.js';
import { CheckValue } from './check-value.js';

interface EnterComponentProps {
  readonly vendingKey: VendingKeyAnswer;
  readonly onClose: () => void;
}

/** One custodian's part of a key: never shown, never kept; only its check value comes back. */
export function EnterComponent({ vendingKey: { vendingKeyId, supplyGroupCode, keyRevision }, onClose }: EnterComponentProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { current, send } = useSending<ComponentEnteredAnswer>();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const component = taken(event.currentTarget, 'component');
    void send(async () => {
      const { body } = await keyManagement.enterComponent({ params: { vendingKeyId }, body: { component } });
      return body;
    });
  };
  const close = (): void => {
    onClose();
    void queries.invalidateQueries({ queryKey: ['keys'] });
  };
  const title = t('keys.component.title', { group: supplyGroupCode, revision: keyRevision });
  return (
    <Dialog onClose={close} title={title}>
      {current.stage === 'done' ? (
        <Entered entered={current.answer} onClose={close} />
      ) : (
        <form onSubmit={submit} autoComplete="off">
          <ComponentField current={current} />
        </form>
      )}
    </Dialog>
  );
}

function ComponentField({ current }: { readonly current: Sending<ComponentEnteredAnswer> }) {
  const { t } = useTranslation();
  return (
    <Stack>
      <TextInput
        name="component"
        type="password"
        label={t('keys.component.label')}
        description={t('keys.component.description')}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        required
        withAsterisk={false}
        data-autofocus
      />
      {current.stage === 'failed' && <FailureAlert failure={current.failure} />}
      <Button type="submit" loading={current.stage === 'pending'}>
        {t('keys.component.enter')}
      </Button>
    </Stack>
  );
}

interface EnteredProps {
  readonly entered: ComponentEnteredAnswer;
  readonly onClose: () => void;
}

/** What to compare with the paper, before it goes back into its envelope. */
function Entered({ entered: { componentKcv, kcv, state, componentsEntered, componentsExpected }, onClose }: EnteredProps) {
  const { t } = useTranslation();
  return (
    <Stack align="start" role="status">
      <Text>{t('keys.component.compare')}</Text>
      <CheckValue kcv={componentKcv} large />
      <Text size="sm">{t('keys.components', { entered: componentsEntered, expected: componentsExpected })}</Text>
      {state === 'active' && kcv !== undefined && (
        <>
          <Text>{t('keys.component.activated')}</Text>
          <CheckValue kcv={kcv} large />
        </>
      )}
      <Button onClick={onClose} data-autofocus>
        {t('act.close')}
      </Button>
    </Stack>
  );
}
