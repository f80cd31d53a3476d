import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  type ButtonProps,
  Link,
  type LinkProps,
  Tooltip,
  TooltipTrigger,
} from 'react-aria-components';
import { classes } from './classes';
import css from './ui.module.css';

type Look = 'primary' | 'secondary' | 'quiet' | 'danger';
type Shape = { look?: Look; small?: boolean };

export function Button({ look = 'secondary', small = false, ...props }: Omit<ButtonProps, 'className'> & Shape) {
  return <AriaButton {...props} className={classes(css.button, css[look], small && css.small)} />;
}

/** A link that looks like a button: it goes somewhere, a button does something. */
export function ButtonLink({ look = 'secondary', small = false, ...props }: Omit<LinkProps, 'className'> & Shape) {
  return <Link {...props} className={classes(css.button, css[look], small && css.small)} />;
}

/** A link that shows a picture only; its label is its name and its tooltip. */
export function IconLink({
  label,
  children,
  ...props
}: Omit<LinkProps, 'className' | 'children' | 'aria-label'> & { label: string; children: ReactNode }) {
  return (
    <TooltipTrigger delay={500}>
      <Link {...props} aria-label={label} className={classes(css.button, css.quiet, css.icon)}>
        {children}
      </Link>
      <Tooltip className={css.tooltip ?? ''} offset={6}>
        {label}
      </Tooltip>
    </TooltipTrigger>
  );
}

/** A button that shows a picture only; its label is its name and its tooltip. */
export function IconButton({
  label,
  children,
  look = 'quiet',
  small = false,
  ...props
}: Omit<ButtonProps, 'className' | 'children' | 'aria-label'> & Shape & { label: string; children: ReactNode }) {
  return (
    <TooltipTrigger delay={500}>
      <AriaButton
        {...props}
        aria-label={label}
        className={classes(css.button, css[look], css.icon, small && css.small)}
      >
        {children}
      </AriaButton>
      <Tooltip className={css.tooltip ?? ''} offset={6}>
        {label}
      </Tooltip>
    </TooltipTrigger>
  );
}
