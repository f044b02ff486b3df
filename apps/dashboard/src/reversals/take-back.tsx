import { Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import { vending } from '../api/vending.js';
import { useMay } from '../session/use-may.js';
import { FormAction } from '../ui/form-action.js';
import { formText } from '../ui/form-text.js';
import { Notice } from '../ui/notice.js';
import { ReasonField } from '../ui/reason-field.js';
import { readReversedAgain } from './queries.js';

/** Asks to have a sale taken back whose credit no meter has confirmed; whether it may be, the policy says. */
export function TakeBack({ vend: { vendId, state, delivery } }: { readonly vend: VendAnswer }) {
  const { t } = useTranslation();
  const mayAsk = useMay('vendor', 'operator', 'clerk');
  const queries = useQueryClient();
  const [asked, setAsked] = useState<'awaiting-approval' | 'reversed' | 'refused'>();
  const possible = state === 'completed' && delivery.state !== 'credited';
  if (!mayAsk || (!possible && asked === undefined)) return null;
  const ask = async (form: FormData): Promise<void> => {
    const { body } = await vending.reverseVend({ params: { vendId }, body: { reason: formText(form, 'reason') } });
    setAsked(body.state);
  };
  return (
    <Stack gap="xs" align="end">
      {possible && (
        <FormAction label={t('reversals.ask')} variant="default" size="xs" send={ask} onDone={() => readReversedAgain(queries)}>
          {(wrong) => (
            <>
              <Text size="sm">{t('reversals.what')}</Text>
              <ReasonField wrong={wrong['reason']} autoFocus />
            </>
          )}
        </FormAction>
      )}
      {asked !== undefined && <Notice title={t(`reversals.states.${asked}`)}>{t(`reversals.asked.${asked}`)}</Notice>}
    </Stack>
  );
}
