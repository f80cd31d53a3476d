import { useEffect, useRef } from 'react';
import { NavLink, useLocation } from 'react-router';
import { texts } from '../../shared/ui/texts';
import css from './insights.module.css';

type Section = keyof typeof texts.insights.sections;

/** The way between pages on the same subject, and the title of each; the period in the address goes along. */
export function Sections({ label, base, sections }: { label: string; base: string; sections: Section[] }) {
  const { pathname, search } = useLocation();
  const here = sections.find((section) => pathname.endsWith(`/${section}`));
  const about = label === texts.insights.title ? [] : [texts.insights.title];
  const title = [...(here === undefined ? [] : [texts.insights.sections[here]]), label, ...about, texts.common.product];
  const nav = useRef<HTMLElement>(null);

  // On a narrow screen the row is wider than it: the page that is open can be seen in it.
  useEffect(() => {
    const current = nav.current?.querySelector<HTMLElement>('[aria-current]');
    if (nav.current && current) {
      nav.current.scrollLeft = current.offsetLeft - (nav.current.clientWidth - current.offsetWidth) / 2;
    }
  }, [pathname]);

  return (
    <nav ref={nav} className={css.sections} aria-label={texts.insights.sectionsOf(label)}>
      <title>{title.join(' · ')}</title>
      <ul>
        {sections.map((section) => (
          <li key={section}>
            <NavLink to={{ pathname: section === 'overview' ? base : `${base}/${section}`, search }} end>
              {texts.insights.sections[section]}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
