import { useTranslation } from 'react-i18next';
import { Lamp, type LampState } from '../ui/lamp.js';
import type { CampaignMeterState, CampaignState } from './queries.js';

const CAMPAIGN_LAMPS: Readonly<Record<CampaignState, LampState>> = {
  planned: 'unknown',
  running: 'good',
  paused: 'warning',
  cancelled: 'bad',
  completed: 'good',
};
const METER_LAMPS: Readonly<Record<CampaignMeterState, LampState>> = {
  waiting: 'unknown',
  issued: 'warning',
  delivered: 'warning',
  confirmed: 'good',
  refused: 'bad',
  exempt: 'unknown',
};

export function CampaignLamp({ state }: { readonly state: CampaignState }) {
  const { t } = useTranslation();
  return <Lamp state={CAMPAIGN_LAMPS[state]}>{t(`campaigns.states.${state}`)}</Lamp>;
}

export function CampaignMeterLamp({ state }: { readonly state: CampaignMeterState }) {
  const { t } = useTranslation();
  return <Lamp state={METER_LAMPS[state]}>{t(`campaigns.meter-states.${state}`)}</Lamp>;
}
