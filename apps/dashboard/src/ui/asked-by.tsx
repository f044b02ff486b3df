import { Text } from '@mantine/core';
import { Instant } from './instant.js';

interface AskedByProps {
  readonly requestedBy: { readonly username: string };
  readonly requestedAt: string;
}

/** Who has asked for it, and when. */
export function AskedBy({ requestedBy, requestedAt }: AskedByProps) {
  return (
    <>
      <bdi>{requestedBy.username}</bdi>
      <Text size="xs" c="dimmed" component="div">
        <Instant at={requestedAt} />
      </Text>
    </>
  );
}
