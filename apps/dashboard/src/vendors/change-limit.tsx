import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VendorAnswer } from '@openprepay/contracts/http/vending-vendors';
import { vending } from '../api/vending.js';
import { useMay } from '../session/use-may.js';
import { FormAction } from '../ui/form-action.js';
import { formDecimal } from '../ui/form-text.js';
import { Notice } from '../ui/notice.js';
import { LimitField } from './limit-field.js';
import { floatsChanged } from './queries.js';

const AWAITS = 202;

/** Another limit, at once or once a second person has approved it. */
export function ChangeLimit({ vendor: { vendorId, floatLimit } }: { readonly vendor: VendorAnswer }) {
  const { t } = useTranslation();
  const mayChange = useMay('operator');
  const queries = useQueryClient();
  const [awaits, setAwaits] = useState(false);
  if (!mayChange) return null;
  const change = async (form: FormData): Promise<void> => {
    const { status } = await vending.setFloatLimit({ params: { vendorId }, body: { floatLimit: formDecimal(form, 'floatLimit') } });
    setAwaits(status === AWAITS);
  };
  return (
    <>
      <FormAction label={t('vendors.change-limit')} variant="default" send={change} onDone={() => floatsChanged(queries, vendorId)}>
        {(wrong) => <LimitField wrong={wrong} required limit={floatLimit} />}
      </FormAction>
      {awaits && <Notice title={t('vendors.limit-awaits')}>{t('vendors.limit-awaits-why')}</Notice>}
    </>
  );
}
