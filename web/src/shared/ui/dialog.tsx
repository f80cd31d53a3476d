import { CircleHelp } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
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
import { ProblemNotice } from './notice';
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

/** A form in a window: one button does it, another leaves everything as it was. */
export function FormDialog({
  submit,
  look = 'primary',
  isOpen = true,
  isDisabled,
  onSubmit,
  extra,
  problem,
  children,
  ...dialog
}: Omit<ComponentProps<typeof ModalDialog>, 'footer' | 'isOpen'> & {
  submit: string;
  look?: 'primary' | 'danger';
  isOpen?: boolean;
  isDisabled: boolean;
  onSubmit: () => void;
  /** Another thing to do, at the other end. */
  extra?: ReactNode;
  /** Why it was not done, when it was refused. */
  problem?: Error | null;
}) {
  return (
    <ModalDialog
      {...dialog}
      isOpen={isOpen}
      footer={
        <>
          {extra !== undefined && <div className={css.extra}>{extra}</div>}
          <Button onPress={dialog.onClose}>{texts.common.cancel}</Button>
          <Button look={look} isDisabled={isDisabled} onPress={onSubmit}>
            {submit}
          </Button>
        </>
      }
    >
      {problem && <ProblemNotice thrown={problem} />}
      {children}
    </ModalDialog>
  );
}

/** Asks before something that cannot be taken back. */
export function ConfirmDialog({
  confirm,
  isBusy = false,
  onConfirm,
  ...dialog
}: Omit<ComponentProps<typeof FormDialog>, 'role' | 'look' | 'submit' | 'isDisabled' | 'onSubmit' | 'extra'> & {
  confirm: string;
  isBusy?: boolean;
  onConfirm: () => void;
}) {
  return (
    <FormDialog
      {...dialog}
      role="alertdialog"
      look="danger"
      submit={confirm}
      isDisabled={isBusy}
      onSubmit={onConfirm}
    />
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
