import { useTranslation } from 'react-i18next';
import { useFormat } from '../ui/use-format.js';
import type { CommissionRule } from './commission-form.js';

interface CommissionRulesProps {
  readonly commission: readonly CommissionRule[];
  readonly currency: string;
}

/** What sales earn, a line for each kind. */
export function CommissionRules({ commission, currency }: CommissionRulesProps) {
  const { t } = useTranslation();
  const format = useFormat();
  if (commission.length === 0) return t('commissions.hows.nothing');
  return commission.map((rule) => {
    const rate =
      'percent' in rule
        ? t('commissions.share', { percent: format.decimal(rule.percent) })
        : t('commissions.a-vend', { money: format.money(rule.perVend, currency) });
    return <div key={rule.kind}>{`${t(`commissions.kinds.${rule.kind}`)}: ${rate}`}</div>;
  });
}
