import { useTranslation } from 'react-i18next';
import type { TariffAnswer } from '@openprepay/contracts/http/tariff-document';
import { DataTable } from '../ui/data-table.js';
import { Section } from '../ui/section.js';
import { type Format, useFormat } from '../ui/use-format.js';

interface Fact {
  readonly what: string;
  readonly value: string;
}

/** What a version says, in words: rates, levies, charges, the tax and what bounds a sale. */
export function TariffDocument({ tariff }: { readonly tariff: TariffAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const facts = [...useRates(tariff, format), ...useCharges(tariff, format), ...useBounds(tariff, format)];
  return (
    <Section title={t('tariffs.document', { version: tariff.version })}>
      <DataTable
        caption={t('tariffs.document', { version: tariff.version })}
        columns={[
          { name: 'what', head: t('tariffs.what'), cell: ({ what }) => what },
          { name: 'value', head: t('tariffs.value'), cell: ({ value }) => value },
        ]}
        rows={facts}
        rowKey={({ what }) => what}
      />
    </Section>
  );
}

function useRates({ energy, currency, commodity }: TariffAnswer, format: Format): readonly Fact[] {
  const { t } = useTranslation();
  const unit = t(`tariffs.unit.${commodity}`);
  return energy.blocks.map(({ upTo, rate }, place) => {
    const from = energy.blocks[place - 1]?.upTo;
    const what =
      energy.blocks.length === 1
        ? t('tariffs.every-unit')
        : upTo === undefined
          ? t('tariffs.block-above', { from: format.decimal(from ?? '0'), unit })
          : t('tariffs.block', { from: format.decimal(from ?? '0'), upTo: format.decimal(upTo), unit });
    return { what, value: t('tariffs.rate', { rate: format.decimal(rate), currency, unit }) };
  });
}

function useCharges({ levies = [], fixedCharges = [], tax, currency, commodity }: TariffAnswer, format: Format): readonly Fact[] {
  const { t } = useTranslation();
  const unit = t(`tariffs.unit.${commodity}`);
  return [
    ...levies.map((levy) => ({
      what: t('tariffs.levy', { code: levy.code }),
      value:
        'perUnit' in levy
          ? t('tariffs.rate', { rate: format.decimal(levy.perUnit), currency, unit })
          : t('tariffs.percent-of-energy', { percent: format.decimal(levy.percent) }),
    })),
    ...fixedCharges.map(({ code, amount }) => ({
      what: t('tariffs.fixed-charge', { code }),
      value: t('tariffs.a-month', { amount: format.money(amount, currency) }),
    })),
    ...(tax === undefined
      ? []
      : [
          {
            what: t('tariffs.tax', { code: tax.code }),
            value: t('tariffs.percent-on', { percent: format.decimal(tax.percent), on: tax.appliesTo.join(', ') }),
          },
        ]),
  ];
}

function useBounds(tariff: TariffAnswer, format: Format): readonly Fact[] {
  const { t } = useTranslation();
  const {
    minimumTender,
    maximumTender,
    unitStep = '0.1',
    unitRounding = 'down',
    timeZone = 'UTC',
    chargesCap,
    freeUnits,
    currency,
    commodity,
  } = tariff;
  const tender = (what: string, amount: string | undefined): readonly Fact[] =>
    amount === undefined ? [] : [{ what, value: format.money(amount, currency) }];
  return [
    ...tender(t('tariffs.minimum'), minimumTender),
    ...tender(t('tariffs.maximum'), maximumTender),
    ...(chargesCap === undefined
      ? []
      : [{ what: t('tariffs.cap'), value: t('tariffs.percent-of-tender', { percent: format.decimal(chargesCap.share) }) }]),
    ...(freeUnits === undefined
      ? []
      : [
          {
            what: t('tariffs.free'),
            value: t('tariffs.free-a-month', { amount: format.decimal(freeUnits.amount), unit: t(`tariffs.unit.${commodity}`) }),
          },
        ]),
    {
      what: t('tariffs.rounding'),
      value: t(`tariffs.rounded.${unitRounding}`, { step: format.decimal(unitStep), unit: t(`tariffs.unit.${commodity}`) }),
    },
    { what: t('tariffs.time-zone'), value: timeZone },
  ];
}
