import { Checkbox, Group, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { campaignChannels } from '@openprepay/contracts/http/campaigns';
import { decoderKeyAlgorithm, encryptionAlgorithm } from '@openprepay/contracts/wire';
import { vending } from '../api/vending.js';
import { BASE_DATES } from '../keys/new-key.js';
import { useMay } from '../session/use-may.js';
import { FormAction } from '../ui/form-action.js';
import { needed } from '../ui/form-text.js';
import { useFormat } from '../ui/use-format.js';
import { campaignOf } from './campaign-form.js';
import { campaignsChanged } from './queries.js';

/** Plans another key for many meters; leads to the plan, which says how many they are before anything is started. */
export function CreateCampaign() {
  const { t } = useTranslation();
  const mayPlan = useMay('engineer');
  const { timeZone } = useFormat();
  const queries = useQueryClient();
  const navigate = useNavigate();
  if (!mayPlan) return null;
  const plan = async (form: FormData): Promise<void> => {
    const { body } = await vending.createCampaign({ body: campaignOf(form, timeZone) });
    void navigate({ to: '/campaigns/$campaignId', params: { campaignId: body.campaignId } });
  };
  return (
    <FormAction label={t('campaigns.plan')} send={plan} onDone={() => campaignsChanged(queries)}>
      {(wrong) => (
        <>
          <TextInput {...needed} name="code" label={t('campaigns.code')} error={wrong['code']} data-autofocus />
          <TextInput {...needed} name="name" label={t('campaigns.name')} error={wrong['name']} />
          <Which wrong={wrong} />
          <NewKey wrong={wrong} />
          <Pace wrong={wrong} />
        </>
      )}
    </FormAction>
  );
}

interface FieldsProps {
  readonly wrong: Readonly<Record<string, string>>;
}

function Part({ legend, children }: { readonly legend: string; readonly children: ReactNode }) {
  return (
    <Stack gap={4} component="fieldset" m={0} p="xs" style={{ border: '1px solid var(--mantine-color-default-border)' }}>
      <Text size="sm" fw={600} component="legend">
        {legend}
      </Text>
      {children}
    </Stack>
  );
}

const optional = { autoComplete: 'off' } as const;
const revision = { ...optional, type: 'number', min: 1, max: 9 } as const;

/** Meters that are all of these. */
function Which({ wrong }: FieldsProps) {
  const { t } = useTranslation();
  const dates = ['', ...BASE_DATES.map(String)];
  return (
    <Part legend={t('campaigns.which')}>
      <TextInput
        {...optional}
        name="select.supplyGroupCode"
        label={t('campaigns.group')}
        inputMode="numeric"
        error={wrong['select.supplyGroupCode'] ?? wrong['select']}
      />
      <TextInput {...revision} name="select.keyRevision" label={t('campaigns.revision')} error={wrong['select.keyRevision']} />
      <NativeSelect name="select.baseDate" label={t('campaigns.base-date')} data={dates} />
      <TextInput {...optional} name="select.networkNode" label={t('campaigns.node')} error={wrong['select.networkNode']} />
      <Textarea name="select.meterNumbers" label={t('campaigns.numbers')} autosize minRows={2} error={wrong['select.meterNumbers']} />
    </Part>
  );
}

/** What becomes different of each one's key. */
function NewKey({ wrong }: FieldsProps) {
  const { t } = useTranslation();
  const dates = ['', ...BASE_DATES.map(String)];
  return (
    <Part legend={t('campaigns.to')}>
      <TextInput
        {...optional}
        name="to.supplyGroupCode"
        label={t('campaigns.new-group')}
        inputMode="numeric"
        error={wrong['to.supplyGroupCode'] ?? wrong['to']}
      />
      <TextInput {...revision} name="to.keyRevision" label={t('campaigns.new-revision')} error={wrong['to.keyRevision']} />
      <TextInput {...optional} name="to.tariffIndex" label={t('campaigns.new-index')} inputMode="numeric" error={wrong['to.tariffIndex']} />
      <NativeSelect name="to.baseDate" label={t('campaigns.new-base-date')} data={dates} />
      <NativeSelect name="to.encryptionAlgorithm" label={t('models.encryption')} data={['', ...encryptionAlgorithm.options]} />
      <NativeSelect name="to.decoderKeyAlgorithm" label={t('models.decoder-key')} data={['', ...decoderKeyAlgorithm.options]} />
    </Part>
  );
}

function Pace({ wrong }: FieldsProps) {
  const { t } = useTranslation();
  const { timeZone } = useFormat();
  return (
    <Part legend={t('campaigns.pace')}>
      <Group gap="sm">
        {campaignChannels.map((channel) => (
          <Checkbox key={channel} name="channels" value={channel} label={t(`campaigns.channels.${channel}`)} defaultChecked />
        ))}
      </Group>
      <TextInput
        {...optional}
        name="ratePerMinute"
        type="number"
        min={1}
        label={t('campaigns.rate')}
        description={t('campaigns.rate-why')}
        error={wrong['ratePerMinute'] ?? wrong['channels']}
      />
      <TextInput name="startsAt" type="datetime-local" label={t('campaigns.starts', { zone: timeZone })} error={wrong['startsAt']} />
      <TextInput name="endsAt" type="datetime-local" label={t('campaigns.ends', { zone: timeZone })} error={wrong['endsAt']} />
    </Part>
  );
}
