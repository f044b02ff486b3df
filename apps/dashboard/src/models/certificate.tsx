import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MeterModelAnswer } from '@openprepay/contracts/http/vending-catalogue';
import { Lamp } from '../ui/lamp.js';
import { useFormat } from '../ui/use-format.js';
import { wallClock } from '../ui/wall-clock.js';
import { certificateState } from './certificate-state.js';

/** By which paper a model is what its maker says, and until when. */
export function Certificate({ certificate }: Pick<MeterModelAnswer, 'certificate'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const { lamp, word } = certificateState(certificate, wallClock(), format.timeZone);
  return (
    <>
      <Lamp state={lamp}>{t(`models.certificates.${word}`)}</Lamp>
      {certificate !== undefined && (
        <Text size="sm" component="div">
          <bdi>{certificate.number}</bdi>, {t('models.edition', { edition: certificate.edition })}
          {certificate.testHouse !== undefined && (
            <>
              , <bdi>{certificate.testHouse}</bdi>
            </>
          )}
          {certificate.validUntil !== undefined && `, ${t('models.until', { day: format.calendarDay(certificate.validUntil) })}`}
        </Text>
      )}
    </>
  );
}
