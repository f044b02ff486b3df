import { TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { vending } from '../api/vending.js';
import { useMay } from '../session/use-may.js';
import { FormAction } from '../ui/form-action.js';
import { formDecimal, formText, needed } from '../ui/form-text.js';
import { Notice } from '../ui/notice.js';
import { LimitField } from './limit-field.js';

const AWAITS = 202;

/** A vendor, with credit beyond its deposits or without; credit may wait for a second person, the vendor does not. */
export function CreateVendor() {
  const { t } = useTranslation();
  const mayCreate = useMay('operator');
  const queries = useQueryClient();
  const [awaits, setAwaits] = useState(false);
  if (!mayCreate) return null;
  const create = async (form: FormData): Promise<void> => {
    const floatLimit = formDecimal(form, 'floatLimit');
    const { status } = await vending.createVendor({
      body: { name: formText(form, 'name'), ...(floatLimit === '' ? {} : { floatLimit }) },
    });
    setAwaits(status === AWAITS);
  };
  return (
    <>
      <FormAction label={t('vendors.create')} send={create} onDone={() => queries.invalidateQueries({ queryKey: ['vendors'] })}>
        {(wrong) => (
          <>
            <TextInput {...needed} name="name" label={t('vendors.name')} error={wrong['name']} data-autofocus />
            <LimitField wrong={wrong} />
          </>
        )}
      </FormAction>
      {awaits && <Notice title={t('vendors.limit-awaits')}>{t('vendors.limit-awaits-why')}</Notice>}
    </>
  );
}
