import { Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { BatchReportAnswer } from '@openprepay/contracts/http/vending-batches';
import { vending } from '../api/vending.js';
import { useMay } from '../session/use-may.js';
import { FormAction } from '../ui/form-action.js';
import { countablesOf, countedIn, fieldOf } from './counted.js';
import { batchesChanged } from './queries.js';

/** Closes a batch for good. What is expected is not shown to who counts: it is counted, not copied. */
export function CloseBatch({ batch: { batchId, totals } }: { readonly batch: BatchReportAnswer }) {
  const { t } = useTranslation();
  const mayClose = useMay('vendor', 'operator', 'clerk');
  const queries = useQueryClient();
  if (!mayClose) return null;
  const countables = countablesOf(totals);
  const close = (form: FormData): Promise<unknown> => {
    const counted = countedIn(form, countables);
    return vending.closeBatch({ params: { batchId }, body: counted === undefined ? {} : { counted } });
  };
  return (
    <FormAction label={t('batches.close')} send={close} onDone={() => batchesChanged(queries)}>
      {() => (
        <>
          <Text size="sm">{t('batches.close-why')}</Text>
          {countables.map((countable) => (
            <TextInput
              key={fieldOf(countable)}
              name={fieldOf(countable)}
              label={t('batches.counted-in', { method: t(`sell.method.${countable.paymentMethod}`), currency: countable.currency })}
              inputMode="decimal"
              autoComplete="off"
            />
          ))}
        </>
      )}
    </FormAction>
  );
}
