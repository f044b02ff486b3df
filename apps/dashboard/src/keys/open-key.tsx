import { NativeSelect, SimpleGrid, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { keyManagement } from '../api/key-management.js';
import { FormAction } from '../ui/form-action.js';
import { needed } from '../ui/form-text.js';
import { BASE_DATES, KEY_TYPES, keyOf } from './new-key.js';
import { useIsCustodian } from './use-custodian.js';

const TYPE_NAMES = { 1: 'default', 2: 'unique', 3: 'common' } as const;
const FEWEST_COMPONENTS = 2;
const MOST_COMPONENTS = 8;

/** A draft for its custodians to enter their components into, or a key that the vault makes by itself. */
export function OpenKey({ group }: { readonly group: string }) {
  const { t } = useTranslation();
  const isCustodian = useIsCustodian();
  const queries = useQueryClient();
  if (!isCustodian) return null;
  return (
    <FormAction
      label={t('keys.open-key')}
      variant="default"
      size="xs"
      send={(form) => keyManagement.createVendingKey({ params: { supplyGroupCode: group }, body: keyOf(form) })}
      onDone={() => queries.invalidateQueries({ queryKey: ['keys'] })}
    >
      {(wrong) => <Fields wrong={wrong} />}
    </FormAction>
  );
}

function Fields({ wrong }: { readonly wrong: Readonly<Record<string, string>> }) {
  const { t } = useTranslation();
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <NativeSelect
        name="keyType"
        label={t('keys.type')}
        defaultValue="2"
        data={KEY_TYPES.map((type) => ({ value: String(type), label: `${type}, ${t(`keys.types.${TYPE_NAMES[type]}`)}` }))}
        error={wrong['keyType']}
      />
      <TextInput {...needed} name="keyRevision" type="number" min={1} max={9} label={t('keys.revision')} error={wrong['keyRevision']} />
      <TextInput
        {...needed}
        name="keyExpiry"
        type="number"
        min={0}
        max={255}
        defaultValue="255"
        label={t('keys.expires')}
        description={t('keys.expiry-why')}
        error={wrong['keyExpiry']}
      />
      <NativeSelect
        name="baseDate"
        label={t('keys.base-date')}
        defaultValue="2014"
        data={BASE_DATES.map(String)}
        error={wrong['baseDate']}
      />
      <NativeSelect
        name="decoderKeyAlgorithm"
        label={t('keys.algorithm')}
        defaultValue="DKGA04"
        data={['DKGA02', 'DKGA04']}
        error={wrong['decoderKeyAlgorithm']}
      />
      <MadeBy wrong={wrong['components']} />
    </SimpleGrid>
  );
}

/** So many custodians, or the vault. */
function MadeBy({ wrong }: { readonly wrong: string | undefined }) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      name="components"
      label={t('keys.made-by')}
      data={[
        ...Array.from({ length: MOST_COMPONENTS - FEWEST_COMPONENTS + 1 }, (_, more) => ({
          value: String(FEWEST_COMPONENTS + more),
          label: t('keys.made-by-custodians', { people: FEWEST_COMPONENTS + more }),
        })),
        { value: '', label: t('keys.made-by-vault') },
      ]}
      error={wrong}
    />
  );
}
