import { Checkbox, Group, NativeSelect, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { commodity, decoderKeyAlgorithm, encryptionAlgorithm } from '@openprepay/contracts/wire';
import { vending } from '../api/vending.js';
import { useMay } from '../session/use-may.js';
import { FormAction } from '../ui/form-action.js';
import { needed } from '../ui/form-text.js';
import { modelOf } from './model-form.js';
import { catalogueChanged } from './queries.js';

/** A kind of meters: what it can do, and by which certificate. */
export function AddModel() {
  const { t } = useTranslation();
  const mayAdd = useMay('engineer');
  const queries = useQueryClient();
  if (!mayAdd) return null;
  return (
    <FormAction
      label={t('models.add-model')}
      send={(form) => vending.addMeterModel({ body: modelOf(form) })}
      onDone={() => catalogueChanged(queries)}
    >
      {(wrong) => (
        <>
          <Identity wrong={wrong} />
          <Abilities wrong={wrong} />
          <CertificateFields wrong={wrong} />
        </>
      )}
    </FormAction>
  );
}

interface FieldsProps {
  readonly wrong: Readonly<Record<string, string>>;
}

function Identity({ wrong }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput {...needed} name="modelCode" label={t('models.model')} error={wrong['modelCode']} data-autofocus />
      <TextInput {...needed} name="name" label={t('models.name')} error={wrong['name']} />
      <TextInput
        {...needed}
        name="manufacturerCode"
        label={t('models.manufacturer-code')}
        inputMode="numeric"
        error={wrong['manufacturerCode']}
      />
      <NativeSelect
        name="commodity"
        label={t('meters.commodity')}
        data={commodity.options.map((value) => ({ value, label: t(`meters.commodities.${value}`) }))}
        error={wrong['commodity']}
      />
    </>
  );
}

function Abilities({ wrong }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <Checkbox.Group
        label={t('models.encryption')}
        error={wrong['encryptionAlgorithms']}
        defaultValue={encryptionAlgorithm.options.slice(0, 1)}
      >
        <Group gap="sm" mt={4}>
          {encryptionAlgorithm.options.map((name) => (
            <Checkbox key={name} name="encryptionAlgorithms" value={name} label={name} />
          ))}
        </Group>
      </Checkbox.Group>
      <Checkbox.Group
        label={t('models.decoder-key')}
        error={wrong['decoderKeyAlgorithms']}
        defaultValue={decoderKeyAlgorithm.options.slice(0, 1)}
      >
        <Group gap="sm" mt={4}>
          {decoderKeyAlgorithm.options.map((name) => (
            <Checkbox key={name} name="decoderKeyAlgorithms" value={name} label={name} />
          ))}
        </Group>
      </Checkbox.Group>
      <NativeSelect name="keyChangeTokens" label={t('models.key-change-tokens')} data={['2', '3', '4']} />
    </>
  );
}

function CertificateFields({ wrong }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        name="certificate.number"
        label={t('models.certificate-number')}
        description={t('models.certificate-why')}
        autoComplete="off"
        error={wrong['certificate.number']}
      />
      <NativeSelect name="certificate.edition" label={t('models.certificate-edition')} data={['2', '1']} />
      <TextInput name="certificate.testHouse" label={t('models.test-house')} autoComplete="off" error={wrong['certificate.testHouse']} />
      <TextInput name="certificate.validUntil" type="date" label={t('models.valid-until')} error={wrong['certificate.validUntil']} />
    </>
  );
}
