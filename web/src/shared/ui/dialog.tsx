import { CircleHelp } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  Dialog,
  DialogTrigger,
  Heading,
  Modal,
  ModalOverlay,
  Popover,
} from 'react-aria-components';
import { Button } from './button';
import { classes } from './classes';
import { texts } from './texts';
import css from './ui.module.css';

/** A window over the page; it holds the focus, Escape closes it. */
export function ModalDialog({
  title,
  isOpen,
  onClose,
  children,
  footer,
  role = 'dialog',
}: {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  footer?: ReactNode;
  role?: 'dialog' | 'alertdialog';
}) {
  return (
    <ModalOverlay
      className={css.scrim ?? ''}
      isOpen={isOpen}
      isDismissable={role === 'dialog'}
      onOpenChange={(open) => {
        if (!open) {
          onClose();
        }
      }}
    >
      <Modal className={css.modal ?? ''}>
        <Dialog role={role} className={css.dialog ?? ''}>
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {children}
          {footer !== undefined && <footer>{footer}</footer>}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Asks before something that cannot be taken back. */
export function ConfirmDialog({
  title,
  children,
  confirm,
  isOpen,
  isBusy = false,
  onConfirm,
  onClose,
}: {
  title: string;
  children: ReactNode;
  confirm: string;
  isOpen: boolean;
  isBusy?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}) {
  return (
    <ModalDialog
      role="alertdialog"
      title={title}
      isOpen={isOpen}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{texts.common.cancel}</Button>
          <Button look="danger" isDisabled={isBusy} onPress={onConfirm}>
            {confirm}
          </Button>
        </>
      }
    >
      {children}
    </ModalDialog>
  );
}

/** The small question mark beside a figure: how it is counted. */
export function HowCounted({ figure, children }: { figure: string; children: ReactNode }) {
  return (
    <DialogTrigger>
      <AriaButton
        aria-label={texts.common.howCounted(figure)}
        className={classes(css.button, css.quiet, css.icon, css.small)}
      >
        <CircleHelp aria-hidden />
      </AriaButton>
      <Popover className={css.popover ?? ''} placement="bottom">
        <Dialog className={css.popoverText ?? ''} aria-label={texts.common.howCounted(figure)}>
          {children}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
