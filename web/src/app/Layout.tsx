import {
  ChartLine,
  CircleUserRound,
  Clapperboard,
  Cpu,
  Library,
  ListChecks,
  type LucideIcon,
  Menu as MenuIcon,
  ScrollText,
  Stamp,
  Upload,
  Users,
} from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { Button as AriaButton, RouterProvider } from 'react-aria-components';
import { Link, Outlet, ScrollRestoration, useHref, useLocation, useNavigate } from 'react-router';
import type { Role } from '../shared/api/types';
import { mayAct, useMe } from '../shared/api/useSession';
import { IconButton } from '../shared/ui/button';
import { classes } from '../shared/ui/classes';
import { Mark } from '../shared/ui/mark';
import { texts } from '../shared/ui/texts';
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

const overlays = {
  drawer: async () => ({ default: (await import('./Drawer')).Drawer }),
  accountMenu: async () => ({ default: (await import('./AccountMenu')).AccountMenu }),
};
const Drawer = lazy(overlays.drawer);
const AccountMenu = lazy(overlays.accountMenu);
/** By then the page is there, and nobody has reached for a menu. */
const OVERLAYS_LOADED_AFTER_MS = 1_000;

/** Navigation beside the page on wide screens, behind a button on narrow ones. */
export function Layout() {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const [menuOpen, setMenuOpen] = useState<boolean>();
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

  useEffect(() => {
    const timer = setTimeout(() => {
      Object.values(overlays).forEach((load) => void load().catch(() => undefined)); // tried again when it is opened
    }, OVERLAYS_LOADED_AFTER_MS);
    return () => {
      clearTimeout(timer);
    };
  }, []);

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
      <Suspense>
        {menuOpen !== undefined && (
          <Drawer
            isOpen={menuOpen}
            onClose={() => {
              setMenuOpen(false);
            }}
          >
            <Brand />
            <Navigation
              onGo={() => {
                setMenuOpen(false);
              }}
            />
          </Drawer>
        )}
      </Suspense>
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
  const trigger = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState<boolean>();
  return (
    <>
      <AriaButton
        ref={trigger}
        className={classes(ui.button, ui.quiet, named ? css.accountButton : ui.icon)}
        aria-label={texts.navigation.account(me.displayName)}
        aria-haspopup="menu"
        aria-expanded={isOpen ?? false}
        onPress={() => {
          setOpen(true);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            setOpen(true);
          }
        }}
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
      <Suspense>
        {isOpen !== undefined && (
          <AccountMenu
            isOpen={isOpen}
            trigger={trigger}
            placement={named ? 'top start' : 'bottom end'}
            onClose={() => {
              setOpen(false);
            }}
          />
        )}
      </Suspense>
    </>
  );
}
