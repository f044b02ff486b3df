import { useTranslation } from 'react-i18next';
import type { CampaignProgressAnswer } from '@openprepay/contracts/http/campaigns';
import { Facts } from '../ui/facts.js';
import { Section } from '../ui/section.js';
import { useFormat } from '../ui/use-format.js';

/** Which meters a campaign is for, and what becomes different of their keys: what whoever starts it has to be sure of. */
export function CampaignPlan({ campaign: { select, to } }: { readonly campaign: CampaignProgressAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <Section title={t('campaigns.which')}>
        <Facts
          facts={[
            [t('campaigns.group'), select.supplyGroupCode],
            [t('campaigns.revision'), select.keyRevision],
            [t('campaigns.base-date'), select.baseDate],
            [t('campaigns.node'), select.networkNode],
            [t('campaigns.numbers'), select.meterNumbers && format.count(select.meterNumbers.length)],
          ]}
        />
      </Section>
      <Section title={t('campaigns.to')}>
        <Facts
          facts={[
            [t('campaigns.new-group'), to.supplyGroupCode],
            [t('campaigns.new-revision'), to.keyRevision],
            [t('campaigns.new-index'), to.tariffIndex],
            [t('campaigns.new-base-date'), to.baseDate],
            [t('models.encryption'), to.encryptionAlgorithm],
            [t('models.decoder-key'), to.decoderKeyAlgorithm],
          ]}
        />
      </Section>
    </>
  );
}
