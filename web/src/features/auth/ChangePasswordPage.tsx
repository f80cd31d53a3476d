import { type FormEvent, useState } from 'react';
import { problemOf } from '../../shared/api/problem';
import { session } from '../../shared/api/session';
import { Button } from '../../shared/ui/button';
import { TextField } from '../../shared/ui/field';
import { Mark } from '../../shared/ui/mark';
import { Notice, PageHeader, ProblemNotice } from '../../shared/ui/notice';
import { texts } from '../../shared/ui/texts';
import css from './auth.module.css';

const LENGTH_MIN = 10;

type State = { kind: 'asking' } | { kind: 'sending' } | { kind: 'done' } | { kind: 'refused'; thrown: unknown };

/** Forced at the first sign-in, when it is the whole page; else a page like the others. */
export function ChangePasswordPage({ forced = false }: { forced?: boolean }) {
  if (!forced) {
    return (
      <>
        <title>{`${texts.navigation.changePassword} · ${texts.common.product}`}</title>
        <PageHeader title={texts.navigation.changePassword} />
        <ChangePasswordForm />
      </>
    );
  }
  return (
    <main className={css.page}>
      <title>{`${texts.auth.changeTitle} · ${texts.common.product}`}</title>
      <div className={css.card}>
        <div className={css.head}>
          <Mark size={44} />
          <h1>{texts.auth.changeTitle}</h1>
          <p>{texts.auth.changeForced}</p>
        </div>
        <ChangePasswordForm />
        <div>
          <Button look="quiet" onPress={() => void session.signOut().catch(() => undefined)}>
            {texts.navigation.signOut}
          </Button>
        </div>
      </div>
    </main>
  );
}

function ChangePasswordForm() {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [checked, setChecked] = useState(false);
  const [state, setState] = useState<State>({ kind: 'asking' });
  const tooShort = checked && next.length < LENGTH_MIN ? texts.auth.passwordTooShort : undefined;
  const different = checked && next !== again ? texts.auth.passwordsDiffer : undefined;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (next.length < LENGTH_MIN || next !== again) {
      return;
    }
    setState({ kind: 'sending' });
    try {
      await session.changePassword(current, next);
      setState({ kind: 'done' });
    } catch (thrown) {
      setState({ kind: 'refused', thrown });
    }
  };

  const weak = state.kind === 'refused' && problemOf(state.thrown).code === 'weak-password';
  if (state.kind === 'done') {
    return (
      <Notice tone="good" role="status">
        {texts.auth.changed}
      </Notice>
    );
  }
  return (
    <form className={css.form} onSubmit={(event) => void submit(event)} noValidate>
      {state.kind === 'refused' && !weak && <ProblemNotice thrown={state.thrown} />}
      <TextField
        label={texts.auth.currentPassword}
        type="password"
        autoComplete="current-password"
        required
        value={current}
        onChange={setCurrent}
      />
      <TextField
        label={texts.auth.newPassword}
        hint={texts.auth.passwordHint}
        error={tooShort ?? (weak ? problemOf(state.thrown).detail : undefined)}
        type="password"
        autoComplete="new-password"
        required
        value={next}
        onChange={setNext}
      />
      <TextField
        label={texts.auth.repeatPassword}
        error={different}
        type="password"
        autoComplete="new-password"
        required
        value={again}
        onChange={setAgain}
      />
      <Button look="primary" type="submit" isDisabled={state.kind === 'sending'}>
        {texts.auth.changeSubmit}
      </Button>
    </form>
  );
}
