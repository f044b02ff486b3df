import { useTranslation } from 'react-i18next';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import { useMe } from '../session/use-session.js';
import { tokenGroups } from '../ui/exact.js';
import { useFormat } from '../ui/use-format.js';
import { Lines } from './lines.js';
import classes from './receipt.module.css';

/** The receipt as it is printed. */
export function Receipt({ vend }: { readonly vend: VendAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { utility } = useMe();
  return (
    <>
      <h2>{utility}</h2>
      <p>
        {t('sell.receipt.number', { number: vend.receiptNumber })}
        <br />
        {format.dateTime(vend.completedAt ?? vend.acceptedAt)}
        <br />
        {t('sell.receipt.meter', { meterNumber: vend.meterNumber })}
        {vend.accountNumber !== undefined && <br />}
        {vend.accountNumber !== undefined && t('sell.receipt.account', { accountNumber: vend.accountNumber })}
      </p>
      <Lines priced={vend} />
      <p className={classes['units']}>{format.quantity(vend.units)}</p>
      {(vend.tokens ?? []).map(({ token }) => (
        <p key={token} className={classes['token']}>
          {tokenGroups(token)}
        </p>
      ))}
      <p>{t('sell.receipt.sold-by', { soldBy: vend.soldBy })}</p>
    </>
  );
}
