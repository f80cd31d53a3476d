import { Button } from '../ui/button';
import { ModalDialog } from '../ui/dialog';
import { Check } from '../ui/field';
import { texts } from '../ui/texts';
import css from './player.module.css';

/** The keys, and the switch that turns them off (WCAG 2.1.4). */
export function HelpDialog({
  isOpen,
  shortcuts,
  onShortcuts,
  onClose,
}: {
  isOpen: boolean;
  shortcuts: boolean;
  onShortcuts: (on: boolean) => void;
  onClose: () => void;
}) {
  return (
    <ModalDialog
      title={texts.player.shortcuts}
      isOpen={isOpen}
      onClose={onClose}
      footer={<Button onPress={onClose}>{texts.common.close}</Button>}
    >
      <Check
        label={texts.player.shortcutsOn}
        hint={texts.player.shortcutsOnHint}
        checked={shortcuts}
        onChange={onShortcuts}
      />
      <table className={css.keys}>
        <tbody>
          {texts.player.shortcutRows.map(([keys, what]) => (
            <tr key={keys}>
              <th scope="row">
                <kbd>{keys}</kbd>
              </th>
              <td>{what}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ModalDialog>
  );
}
