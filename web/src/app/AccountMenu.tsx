import { KeyRound, LogOut, SunMoon } from 'lucide-react';
import type { RefObject } from 'react';
import { Header, Menu, MenuItem, MenuSection, Popover, type PopoverProps } from 'react-aria-components';
import { session } from '../shared/api/session';
import { useMe } from '../shared/api/useSession';
import { texts } from '../shared/ui/texts';
import { chooseTheme, type Theme, THEMES, useTheme } from '../shared/ui/theme';
import ui from '../shared/ui/ui.module.css';

/** What the account's button opens; it is loaded after the page, since menus are a fifth of all scripts. */
export function AccountMenu({
  trigger,
  placement,
  isOpen,
  onClose,
}: {
  trigger: RefObject<HTMLButtonElement | null>;
  placement: NonNullable<PopoverProps['placement']>;
  isOpen: boolean;
  onClose: () => void;
}) {
  const me = useMe();
  const theme = useTheme();
  const name = texts.navigation.account(me.displayName);
  return (
    <Popover
      className={ui.popover ?? ''}
      triggerRef={trigger}
      placement={placement}
      aria-label={name}
      isOpen={isOpen}
      onOpenChange={onClose}
    >
      <Menu className={ui.menu ?? ''} aria-label={name} autoFocus="first" onClose={onClose}>
        <MenuSection
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[theme]}
          onSelectionChange={(keys) => {
            const [chosen] = [...keys] as Theme[];
            if (chosen !== undefined) {
              chooseTheme(chosen);
            }
          }}
        >
          <Header className={ui.menuHeader}>{texts.navigation.theme}</Header>
          {THEMES.map((one) => (
            <MenuItem key={one} id={one} textValue={texts.theme[one]} className={ui.menuItem ?? ''}>
              <SunMoon aria-hidden />
              {texts.theme[one]}
              <span className={ui.tick} aria-hidden>
                ✓
              </span>
            </MenuItem>
          ))}
        </MenuSection>
        <MenuSection>
          <Header className={ui.menuHeader}>{me.email}</Header>
          <MenuItem className={ui.menuItem ?? ''} href="/password">
            <KeyRound aria-hidden />
            {texts.navigation.changePassword}
          </MenuItem>
          <MenuItem
            className={ui.menuItem ?? ''}
            onAction={() => {
              session.signOut().catch(() => undefined);
            }}
          >
            <LogOut aria-hidden />
            {texts.navigation.signOut}
          </MenuItem>
        </MenuSection>
      </Menu>
    </Popover>
  );
}
