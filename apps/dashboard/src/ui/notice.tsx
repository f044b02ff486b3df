import { Alert, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface NoticeProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** Something that is not done yet, or not as one may expect. */
export function Notice({ title, children }: NoticeProps) {
  return (
    <Alert color="yellow" variant="light" role="status">
      <Text size="sm" fw={650} mb={4}>
        {title}
      </Text>
      {children}
    </Alert>
  );
}
