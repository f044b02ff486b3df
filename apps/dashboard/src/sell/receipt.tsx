import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import { useMe } from '../session/use-session.js';
import { tokenGroups } from '../ui/exact.js';
import { useFormat } from '../ui/use-format.js';
import { Lines } from './lines.js';
import classes from './receipt.module.css';
import type { PaperSize } from './sold-card.js';

interface ReceiptProps {
  readonly vend: VendAnswer;
  readonly paper: PaperSize;
}

/** The receipt as it is printed; beside the page, so that nothing else of it is. */
export function Receipt({ vend, paper }: ReceiptProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { utility } = useMe();
  return createPortal(
    <div className={`${classes['receipt']} ${classes[paper]}`} aria-hidden="true">
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
    </div>,
    document.body,
  );
}
