import {
  ChartLine,
  CircleUserRound,
  Clapperboard,
  Cpu,
  KeyRound,
  Library,
  ListChecks,
  LogOut,
  type LucideIcon,
  Menu as MenuIcon,
  ScrollText,
  Stamp,
  SunMoon,
  Upload,
  Users,
} from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import {
  Button as AriaButton,
  Dialog,
  Menu,
  MenuItem,
  MenuSection,
  MenuTrigger,
  Modal,
  ModalOverlay,
  Header,
  Popover,
  RouterProvider,
} from 'react-aria-components';
import { Link, Outlet, ScrollRestoration, useHref, useLocation, useNavigate } from 'react-router';
import { session } from '../shared/api/session';
import type { Role } from '../shared/api/types';
import { mayAct, useMe } from '../shared/api/useSession';
import { IconButton } from '../shared/ui/button';
import { classes } from '../shared/ui/classes';
import { Mark } from '../shared/ui/mark';
import { texts } from '../shared/ui/texts';
import { chooseTheme, type Theme, THEMES, useTheme } from '../shared/ui/theme';
import ui from '../shared/ui/ui.module.css';
import css from './layout.module.css';

type Place = { to: string; text: string; icon: LucideIcon; role: Role };

const groups: { title: string; places: Place[] }[] = [
  {
    title: texts.navigation.watchGroup,
    places: [
      { to: '/', text: texts.navigation.library, icon: Library, role: 'USER' },
      { to: '/tasks', text: texts.navigation.tasks, icon: ListChecks, role: 'USER' },
      { to: '/mine', text: texts.navigation.mine, icon: Clapperboard, role: 'USER' },
      { to: '/upload', text: texts.navigation.upload, icon: Upload, role: 'USER' },
    ],
  },
  {
    title: texts.navigation.workGroup,
    places: [
      { to: '/review', text: texts.navigation.review, icon: Stamp, role: 'EDITOR' },
      { to: '/insights', text: texts.navigation.insights, icon: ChartLine, role: 'EDITOR' },
    ],
  },
  {
    title: texts.navigation.adminGroup,
    places: [
      { to: '/jobs', text: texts.navigation.jobs, icon: Cpu, role: 'ADMIN' },
      { to: '/people', text: texts.navigation.people, icon: Users, role: 'ADMIN' },
      { to: '/audit', text: texts.navigation.audit, icon: ScrollText, role: 'ADMIN' },
    ],
  },
];

/** Navigation beside the page on wide screens, behind a button on narrow ones. */
export function Layout() {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const [menuOpen, setMenuOpen] = useState(false);
  const arrived = useRef(pathname);

  // A page opened by a link begins at its top for those who cannot see that it changed, unless it says where itself.
  useEffect(() => {
    if (arrived.current !== pathname) {
      arrived.current = pathname;
      if (main.current?.contains(document.activeElement) === false) {
        main.current.focus({ preventScroll: true });
      }
    }
  }, [pathname]);

  return (
    <RouterProvider navigate={(path) => void navigate(path)} useHref={useHref}>
      <a className={css.skip} href="#content">
        {texts.common.skipToContent}
      </a>
      <div className={css.frame}>
        <header className={css.bar}>
          <IconButton
            label={texts.navigation.openMenu}
            onPress={() => {
              setMenuOpen(true);
            }}
          >
            <MenuIcon aria-hidden />
          </IconButton>
          <Brand />
          <Account />
        </header>
        <aside className={css.side}>
          <Brand />
          <Navigation />
          <div className={css.account}>
            <Account named />
          </div>
        </aside>
        <main id="content" ref={main} tabIndex={-1} className={css.main}>
          <Outlet />
        </main>
      </div>
      <ModalOverlay className={css.drawerScrim ?? ''} isOpen={menuOpen} onOpenChange={setMenuOpen} isDismissable>
        <Modal className={css.drawer ?? ''}>
          <Dialog aria-label={texts.navigation.main} className={css.drawerBody ?? ''}>
            <Brand />
            <Navigation
              onGo={() => {
                setMenuOpen(false);
              }}
            />
          </Dialog>
        </Modal>
      </ModalOverlay>
      <ScrollRestoration />
    </RouterProvider>
  );
}

function Brand() {
  return (
    <Link to="/" className={css.brand} aria-label={`${texts.common.product}: ${texts.navigation.library}`}>
      <Mark />
      <span>{texts.common.product}</span>
    </Link>
  );
}

function Navigation({ onGo }: { onGo?: () => void }) {
  const { role } = useMe();
  const { pathname } = useLocation();
  const mine = groups
    .map((group) => ({ ...group, places: group.places.filter((place) => mayAct(role, place.role)) }))
    .filter((group) => group.places.length > 0);
  return (
    <nav aria-label={texts.navigation.main} className={css.navigation}>
      {mine.map((group) => (
        <div key={group.title}>
          {mine.length > 1 && <p className={css.group}>{group.title}</p>}
          <ul>
            {group.places.map(({ to, text, icon: Icon }) => {
              const here = to === '/' ? pathname === '/' || pathname.startsWith('/watch/') : pathname.startsWith(to);
              return (
                <li key={to}>
                  <Link
                    to={to}
                    className={classes(css.place, here && css.here)}
                    aria-current={here ? 'page' : undefined}
                    onClick={onGo}
                  >
                    <Icon aria-hidden />
                    {text}
                  </Link>
                </li>
              );
            })}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function Account({ named = false }: { named?: boolean }) {
  const me = useMe();
  const theme = useTheme();
  return (
    <MenuTrigger>
      <AriaButton
        className={classes(ui.button, ui.quiet, named ? css.accountButton : ui.icon)}
        aria-label={texts.navigation.account(me.displayName)}
      >
        <CircleUserRound aria-hidden />
        {named && (
          <span className={css.accountText}>
            <span>{me.displayName}</span>
            <small>
              {texts.role[me.role]} · {texts.category[me.category]}
            </small>
          </span>
        )}
      </AriaButton>
      <Popover className={ui.popover ?? ''} placement={named ? 'top start' : 'bottom end'}>
        <Menu className={ui.menu ?? ''} aria-label={texts.navigation.account(me.displayName)}>
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
    </MenuTrigger>
  );
}
