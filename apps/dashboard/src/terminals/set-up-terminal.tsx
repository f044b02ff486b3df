import { NativeSelect, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NewTerminalAnswer } from '@openprepay/contracts/http/vending-terminals';
import { vending } from '../api/vending.js';
import { useMay } from '../session/use-may.js';
import { FormAction } from '../ui/form-action.js';
import { formText, needed } from '../ui/form-text.js';
import type { KnownOutlet } from './outlets.js';
import { TerminalSecret } from './terminal-secret.js';

interface SetUpTerminalProps {
  readonly vendorId: string;
  readonly outlets: readonly KnownOutlet[];
}

/** A terminal of an outlet that there is, or of a new one; its secret is told once. */
export function SetUpTerminal({ vendorId, outlets }: SetUpTerminalProps) {
  const { t } = useTranslation();
  const maySetUp = useMay('operator');
  const queries = useQueryClient();
  const [made, setMade] = useState<NewTerminalAnswer>();
  if (!maySetUp) return null;
  const outletOf = async (form: FormData): Promise<string> => {
    const chosen = formText(form, 'outletId');
    if (chosen !== '') return chosen;
    return (await vending.createOutlet({ params: { vendorId }, body: { name: formText(form, 'outletName') } })).body.outletId;
  };
  const setUp = async (form: FormData): Promise<void> => {
    const outletId = await outletOf(form);
    setMade((await vending.createTerminal({ params: { outletId }, body: { name: formText(form, 'name') } })).body);
  };
  return (
    <>
      <FormAction
        label={t('terminals.set-up')}
        variant="default"
        size="xs"
        send={setUp}
        onDone={() => queries.invalidateQueries({ queryKey: ['terminals'] })}
      >
        {(wrong) => <Fields outlets={outlets} wrong={wrong} />}
      </FormAction>
      {made !== undefined && <TerminalSecret terminal={made} onClose={() => setMade(undefined)} />}
    </>
  );
}

interface FieldsProps {
  readonly outlets: readonly KnownOutlet[];
  readonly wrong: Readonly<Record<string, string>>;
}

function Fields({ outlets, wrong }: FieldsProps) {
  const { t } = useTranslation();
  const [outlet, setOutlet] = useState('');
  return (
    <>
      <NativeSelect
        name="outletId"
        label={t('terminals.outlet')}
        value={outlet}
        onChange={({ currentTarget }) => setOutlet(currentTarget.value)}
        data={[
          { value: '', label: t('terminals.new-outlet') },
          ...outlets.map(({ outletId, terminals }) => ({ value: outletId, label: t('terminals.outlet-of', { terminals }) })),
        ]}
      />
      {outlet === '' && <TextInput {...needed} name="outletName" label={t('terminals.outlet-name')} data-autofocus />}
      <TextInput {...needed} name="name" label={t('terminals.terminal-name')} error={wrong['name']} />
    </>
  );
}
