import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../ui/use-format.js';

interface LimitFieldProps {
  readonly wrong: Readonly<Record<string, string>>;
  readonly required?: boolean;
  readonly limit?: string;
}

/** How far a float may go below nothing. */
export function LimitField({ wrong, required = false, limit }: LimitFieldProps) {
  const { t } = useTranslation();
  const { currency } = useFormat();
  return (
    <TextInput
      name="floatLimit"
      label={t('vendors.limit')}
      description={t('vendors.limit-why')}
      inputMode="decimal"
      autoComplete="off"
      required={required}
      withAsterisk={false}
      defaultValue={limit}
      rightSection={currency}
      rightSectionWidth={56}
      error={wrong['floatLimit']}
    />
  );
}
