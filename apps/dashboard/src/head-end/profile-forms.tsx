import { NativeSelect, Text, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type DeviceProfileAnswer, DIALECTS } from '@openprepay/contracts/http/telemetry-device-profiles';
import { telemetry } from '../api/telemetry.js';
import { FormAction } from '../ui/form-action.js';
import { formText, needed } from '../ui/form-text.js';
import { mappingOf, writtenRegisters, writtenSource } from './mapping.js';

type Wrong = Readonly<Record<string, string>>;

const useReadAgain = () => {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ['device-profiles'] });
};

/** What a kind of device speaks, and on which topics. */
export function CreateProfile() {
  const { t } = useTranslation();
  const readAgain = useReadAgain();
  const create = (form: FormData): Promise<unknown> =>
    telemetry.createDeviceProfile({
      body: {
        code: formText(form, 'code'),
        dialect: DIALECTS.find((known) => known === formText(form, 'dialect')) ?? 'native',
        topicPattern: formText(form, 'topicPattern'),
        ...mappingOf(form),
      },
    });
  return (
    <FormAction label={t('head-end.create')} send={create} onDone={readAgain}>
      {(wrong) => (
        <>
          <TextInput
            {...needed}
            name="code"
            label={t('head-end.code')}
            description={t('head-end.code-why')}
            error={wrong['code']}
            data-autofocus
          />
          <NativeSelect name="dialect" label={t('head-end.dialect')} data={[...DIALECTS]} error={wrong['dialect']} />
          <TextInput
            {...needed}
            name="topicPattern"
            label={t('head-end.topic-pattern')}
            description={t('head-end.topic-pattern-why', { place: '{meterNumber}' })}
            error={wrong['topicPattern']}
          />
          <MappingFields wrong={wrong} />
        </>
      )}
    </FormAction>
  );
}

/** Its dialect and its topics stay: meters are set up by them. */
export function MendProfile({ profile }: { readonly profile: DeviceProfileAnswer }) {
  const { t } = useTranslation();
  const readAgain = useReadAgain();
  return (
    <FormAction
      label={t('head-end.mend', { code: profile.code })}
      variant="default"
      size="xs"
      send={(form) => telemetry.mendDeviceProfile({ params: { code: profile.code }, body: mappingOf(form) })}
      onDone={readAgain}
    >
      {(wrong) => (
        <>
          <Text size="sm">{t('head-end.mend-why')}</Text>
          <MappingFields wrong={wrong} profile={profile} />
        </>
      )}
    </FormAction>
  );
}

function MappingFields({ wrong, profile }: { readonly wrong: Wrong; readonly profile?: DeviceProfileAnswer }) {
  const { t } = useTranslation();
  return (
    <>
      <Textarea
        name="registers"
        label={t('head-end.registers')}
        description={t('head-end.registers-why')}
        defaultValue={profile && writtenRegisters(profile.registers)}
        autosize
        minRows={3}
        error={wrong['registers']}
        styles={{ input: { fontFamily: 'monospace' } }}
      />
      <TextInput
        name="credit"
        label={t('head-end.credit')}
        defaultValue={profile?.credit && writtenSource(profile.credit)}
        autoComplete="off"
        error={wrong['credit']}
      />
      <TextInput
        name="timeZone"
        label={t('head-end.time-zone')}
        description={t('head-end.time-zone-why')}
        defaultValue={profile?.timeZone}
        autoComplete="off"
        error={wrong['timeZone']}
      />
    </>
  );
}
