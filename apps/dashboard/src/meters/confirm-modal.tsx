import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface ConfirmModalProps {
  readonly opened: boolean;
  readonly title: string;
  /** What will happen. */
  readonly text: string;
  readonly confirm: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks once before something that is felt in the field. */
export function ConfirmModal({ opened, title, text, confirm, onConfirm, onClose }: ConfirmModalProps) {
  const { t } = useTranslation();
  const confirmed = (): void => {
    onClose();
    onConfirm();
  };
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('meters.cancel') }} centered>
      <Stack>
        <Text size="sm">{text}</Text>
        <Group justify="end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('meters.cancel')}
          </Button>
          <Button color="red.9" onClick={confirmed}>
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
