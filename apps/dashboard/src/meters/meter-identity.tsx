import { Paper, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MeterAnswer } from '@openprepay/contracts/http/vending-meters';
import { Facts } from '../ui/facts.js';
import { Instant } from '../ui/instant.js';
import { AccountLink } from './account-link.js';

/** What the meter is, and everything its decoder key is derived from but the vending key itself. */
export function MeterIdentity({ meter }: { readonly meter: MeterAnswer }) {
  const { t } = useTranslation();
  return (
    <Paper withBorder p="sm">
      <Title order={2} mb="xs">
        {t('meters.identity')}
      </Title>
      <Facts
        facts={[
          [t('meters.number'), meter.meterNumber],
          [t('meters.pan'), meter.meterPan],
          [t('meters.manufacturer'), meter.manufacturerCode],
          [t('meters.model'), meter.modelCode],
          [t('meters.warnings'), meter.warnings?.map((warning) => t(`meters.warning-of.${warning}`)).join('; ')],
          [t('meters.commodity'), t(`meters.commodities.${meter.commodity}`)],
          [t('meters.account'), <AccountLink key="account" accountNumber={meter.accountNumber} />],
          [t('meters.supply-group'), meter.supplyGroupCode],
          [t('meters.key'), t('meters.type-and-revision', { keyType: meter.keyType, keyRevision: meter.keyRevision })],
          [t('meters.tariff-index'), meter.tariffIndex],
          [t('meters.algorithms'), `${meter.encryptionAlgorithm}, ${meter.decoderKeyAlgorithm}`],
          [t('meters.base-date'), String(meter.baseDate)],
          [t('meters.registered'), <Instant key="registered" at={meter.createdAt} />],
          [t('meters.changed'), <Instant key="changed" at={meter.changedAt} />],
        ]}
      />
    </Paper>
  );
}
