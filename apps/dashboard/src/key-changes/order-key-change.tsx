import { Text, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { newRequestKey } from '../api/request-key.js';
import { vending } from '../api/vending.js';
import { useMay } from '../session/use-may.js';
import { FormAction } from '../ui/form-action.js';
import { formText, needed } from '../ui/form-text.js';
import { wantedOf } from './new-key.js';

const MAX_REASON_LENGTH = 500;

/** Gives a meter another key; the same wish sent twice is one. */
export function OrderKeyChange({ meterNumber }: { readonly meterNumber: string }) {
  const { t } = useTranslation();
  const mayOrder = useMay('engineer');
  const queries = useQueryClient();
  const sent = useRef({ text: '', key: '' });
  if (!mayOrder) return null;
  const order = async (form: FormData): Promise<void> => {
    const body = { to: wantedOf(form), reason: formText(form, 'reason') };
    const text = JSON.stringify(body);
    if (sent.current.text !== text) sent.current = { text, key: newRequestKey() };
    await vending.orderKeyChange({ params: { meterNumber }, headers: { 'idempotency-key': sent.current.key }, body });
    sent.current = { text: '', key: '' };
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
      <Textarea
        {...needed}
        name="reason"
        label={t('act.reason')}
        maxLength={MAX_REASON_LENGTH}
        autosize
        minRows={2}
        error={wrong['reason']}
      />
    </>
  );
}
