import type { ReactNode } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { texts } from '../shared/ui/texts';
import css from './layout.module.css';

/** The navigation of narrow screens, over the page. */
export function Drawer({ isOpen, onClose, children }: { isOpen: boolean; onClose: () => void; children: ReactNode }) {
  return (
    <ModalOverlay className={css.drawerScrim ?? ''} isOpen={isOpen} onOpenChange={onClose} isDismissable>
      <Modal className={css.drawer ?? ''}>
        <Dialog aria-label={texts.navigation.main} className={css.drawerBody ?? ''}>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
