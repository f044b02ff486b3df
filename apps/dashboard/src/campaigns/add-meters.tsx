import { Button, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { failureOf } from '../api/failure.js';
import { vending } from '../api/vending.js';
import { Dialog } from '../ui/dialog.js';
import { FailureAlert } from '../ui/failure-alert.js';
import { FormAction } from '../ui/form-action.js';
import { formText, needed } from '../ui/form-text.js';
import { useFormat } from '../ui/use-format.js';
import { numbersIn } from './campaign-form.js';
import { campaignsChanged } from './queries.js';

interface AddMetersProps {
  readonly campaignId: string;
}

const add = async (campaignId: string, meterNumbers: readonly string[]) =>
  (await vending.addCampaignMeters({ params: { campaignId }, body: { meterNumbers: [...meterNumbers] } })).body;
type Added = Awaited<ReturnType<typeof add>>;

/** Adds late comers by name; tells what came of them, since a number that was mistyped is nobody's. */
export function AddMeters({ campaignId }: AddMetersProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [added, setAdded] = useState<Added>();
  return (
    <>
      <FormAction
        label={t('campaigns.add')}
        variant="default"
        size="xs"
        send={async (form) => setAdded(await add(campaignId, numbersIn(formText(form, 'meterNumbers'))))}
        onDone={() => campaignsChanged(queries)}
      >
        {(wrong) => (
          <Textarea
            {...needed}
            name="meterNumbers"
            label={t('campaigns.numbers')}
            description={t('campaigns.add-why')}
            autosize
            minRows={3}
            error={wrong['meterNumbers']}
            data-autofocus
          />
        )}
      </FormAction>
      {added && <WasAdded added={added} onClose={() => setAdded(undefined)} />}
    </>
  );
}

function WasAdded({ added: { added, again, unknown }, onClose }: { readonly added: Added; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Dialog title={t('campaigns.were-added')} onClose={onClose}>
      <Text size="sm">{t('campaigns.added', { added: format.count(added), again: format.count(again) })}</Text>
      {unknown.length > 0 && <Text size="sm">{t('campaigns.unknown', { numbers: unknown.join(', ') })}</Text>}
    </Dialog>
  );
}

/** Has a meter tried again that was refused, or left out; says so where it has a set, for that is not made anew. */
export function TryAgain({ campaignId, meterNumber }: AddMetersProps & { readonly meterNumber: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const again = useMutation({
    mutationFn: () => add(campaignId, [meterNumber]),
    onSettled: () => campaignsChanged(queries),
  });
  return (
    <>
      <Button size="xs" variant="default" loading={again.isPending} onClick={() => again.mutate()}>
        {t('campaigns.try-again')}
      </Button>
      {again.isError && <FailureAlert failure={failureOf(again.error)} />}
      {again.data?.again === 0 && (
        <Text size="sm" role="status">
          {t('campaigns.has-set')}
        </Text>
      )}
    </>
  );
}
