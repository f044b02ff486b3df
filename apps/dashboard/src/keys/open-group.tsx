import { TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { keyManagement } from '../api/key-management.js';
import { FormAction } from '../ui/form-action.js';
import { formText, needed } from '../ui/form-text.js';
import { useIsCustodian } from './use-custodian.js';

/** A set of meters whose keys come from the same vending keys. */
export function OpenGroup() {
  const { t } = useTranslation();
  const isCustodian = useIsCustodian();
  const queries = useQueryClient();
  if (!isCustodian) return null;
  return (
    <FormAction
      label={t('keys.open-group')}
      send={(form) =>
        keyManagement.createSupplyGroup({ body: { supplyGroupCode: formText(form, 'supplyGroupCode'), name: formText(form, 'name') } })
      }
      onDone={() => queries.invalidateQueries({ queryKey: ['keys'] })}
    >
      {(wrong) => (
        <>
          <TextInput
            {...needed}
            name="supplyGroupCode"
            label={t('keys.group-code')}
            description={t('keys.group-code-why')}
            inputMode="numeric"
            pattern="[0-9]{6}"
            error={wrong['supplyGroupCode']}
            data-autofocus
          />
          <TextInput {...needed} name="name" label={t('keys.group-name')} error={wrong['name']} />
        </>
      )}
    </FormAction>
  );
}
