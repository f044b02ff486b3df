import { Group, Stack, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import classes from './page.module.css';

interface PageProps {
  /** The one heading, and the title of the window. */
  readonly title: string;
  /** What may be done here, beside the heading. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Page({ title, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · OpenPrepay`;
  }, [title]);
  return (
    <Stack gap="md" className={classes['page']}>
      <Group justify="space-between" align="end" wrap="wrap">
        <Title order={1} className={classes['title']}>
          {title}
        </Title>
        {actions}
      </Group>
      {children}
    </Stack>
  );
}
