import { NativeSelect, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { batchKind } from '@openprepay/contracts/http/vending-batches';
import { vending } from '../api/vending.js';
import { useMay } from '../session/use-may.js';
import { FormAction } from '../ui/form-action.js';
import { formText } from '../ui/form-text.js';
import { batchesChanged } from './queries.js';

/** In a row among others. */
const SMALL = { variant: 'default', size: 'xs' } as const;

interface OpenBatchProps {
  /** Whose sales; without one, one’s own. */
  readonly terminalId?: string;
}

/** A batch of a till's sales, from now on; leads to it. */
export function OpenBatch({ terminalId }: OpenBatchProps) {
  const { t } = useTranslation();
  const mayOpen = useMay('vendor', 'operator', 'clerk');
  const queries = useQueryClient();
  const navigate = useNavigate();
  if (!mayOpen) return null;
  const open = async (form: FormData): Promise<void> => {
    const kind = batchKind.options.find((known) => known === formText(form, 'kind')) ?? 'shift';
    const { body } = await vending.openBatch({ body: { kind, ...(terminalId === undefined ? {} : { terminalId }) } });
    void navigate({ to: '/batches/$batchId', params: { batchId: body.batchId } });
  };
  return (
    <FormAction label={t('batches.open')} {...(terminalId === undefined ? {} : SMALL)} send={open} onDone={() => batchesChanged(queries)}>
      {(wrong) => (
        <>
          <Text size="sm">{t(terminalId === undefined ? 'batches.open-why' : 'batches.open-why-terminal')}</Text>
          <NativeSelect
            name="kind"
            label={t('batches.kind')}
            data={batchKind.options.map((value) => ({ value, label: t(`batches.kinds.${value}`) }))}
            error={wrong['kind']}
            data-autofocus
          />
        </>
      )}
    </FormAction>
  );
}
