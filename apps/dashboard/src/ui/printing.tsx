import { Button, Group } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import classes from './printed.module.css';

const PAPERS = ['till', 'a4'] as const;
type PaperSize = (typeof PAPERS)[number];

interface PrintingProps {
  /** What is printed: beside the page, so that nothing else of it is. */
  readonly children: ReactNode;
}

/** Prints something that is not seen on the screen, on the paper that is chosen. */
export function Printing({ children }: PrintingProps) {
  const { t } = useTranslation();
  const [paper, setPaper] = useState<PaperSize>('till');
  return (
    <>
      <Group>
        <Button variant="default" onClick={() => print()}>
          {t('sell.print')}
        </Button>
        <Group gap="xs" role="radiogroup" aria-label={t('sell.paper')}>
          {PAPERS.map((size) => (
            <Button
              key={size}
              size="xs"
              variant={paper === size ? 'filled' : 'default'}
              role="radio"
              aria-checked={paper === size}
              onClick={() => setPaper(size)}
            >
              {t(`sell.paper-${size}`)}
            </Button>
          ))}
        </Group>
      </Group>
      {createPortal(
        <div className={`${classes['printed']} ${classes[paper]}`} aria-hidden="true">
          {children}
        </div>,
        document.body,
      )}
    </>
  );
}
