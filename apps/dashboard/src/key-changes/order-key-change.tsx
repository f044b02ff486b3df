import { Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useRequestKey } from '../api/use-request-key.js';
import { vending } from '../api/vending.js';
import { useMay } from '../session/use-may.js';
import { FormAction } from '../ui/form-action.js';
import { formText } from '../ui/form-text.js';
import { ReasonField } from '../ui/reason-field.js';
import { wantedOf } from './new-key.js';

/** Gives a meter another key; the same wish sent twice is one. */
export function OrderKeyChange({ meterNumber }: { readonly meterNumber: string }) {
  const { t } = useTranslation();
  const mayOrder = useMay('engineer');
  const queries = useQueryClient();
  const keys = useRequestKey();
  if (!mayOrder) return null;
  const order = async (form: FormData): Promise<void> => {
    const body = { to: wantedOf(form), reason: formText(form, 'reason') };
    await vending.orderKeyChange({ params: { meterNumber }, headers: { 'idempotency-key': keys.of(body) }, body });
    keys.done();
  };
  return (
    <FormAction
      label={t('key-changes.order')}
      variant="default"
      size="xs"
      send={order}
      onDone={() => Promise.all(['key-changes', 'meter'].map((key) => queries.invalidateQueries({ queryKey: [key] })))}
    >
      {(wrong) => <Fields wrong={wrong} />}
    </FormAction>
  );
}

function Fields({ wrong }: { readonly wrong: Readonly<Record<string, string>> }) {
  const { t } = useTranslation();
  return (
    <>
      <Text size="sm">{t('key-changes.order-why')}</Text>
      <TextInput
        name="keyRevision"
        type="number"
        min={1}
        max={9}
        label={t('key-changes.fields.keyRevision')}
        autoComplete="off"
        error={wrong['to.keyRevision'] ?? wrong['to']}
        data-autofocus
      />
      <TextInput
        name="supplyGroupCode"
        label={t('key-changes.fields.supplyGroupCode')}
        inputMode="numeric"
        autoComplete="off"
        error={wrong['to.supplyGroupCode']}
      />
      <TextInput
        name="tariffIndex"
        label={t('key-changes.fields.tariffIndex')}
        inputMode="numeric"
        autoComplete="off"
        error={wrong['to.tariffIndex']}
      />
      <ReasonField wrong={wrong['reason']} />
    </>
  );
}
