import { type FormEvent, useState } from 'react';
import { session } from '../../shared/api/session';
import { Button } from '../../shared/ui/button';
import { Check, TextField } from '../../shared/ui/field';
import { Mark } from '../../shared/ui/mark';
import { Notice, ProblemNotice } from '../../shared/ui/notice';
import { texts } from '../../shared/ui/texts';
import css from './auth.module.css';

type State = { kind: 'asking' } | { kind: 'sending' } | { kind: 'refused'; thrown: unknown };

export function SignInPage({ because }: { because?: 'ended' | 'asked' | undefined }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [shown, setShown] = useState(false);
  const [state, setState] = useState<State>({ kind: 'asking' });

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setState({ kind: 'sending' });
    try {
      await session.signIn(email.trim(), password);
    } catch (thrown) {
      setState({ kind: 'refused', thrown });
    }
  };

  return (
    <main className={css.page}>
      <title>{`${texts.auth.title} · ${texts.common.product}`}</title>
      <div className={css.card}>
        <div className={css.head}>
          <Mark size={44} />
          <h1>{texts.auth.title}</h1>
          <p>{texts.auth.lead}</p>
        </div>
        {state.kind === 'refused' ? (
          <ProblemNotice thrown={state.thrown} />
        ) : (
          because === 'ended' && <Notice role="status">{texts.auth.ended}</Notice>
        )}
        <form className={css.form} onSubmit={(event) => void submit(event)}>
          <TextField
            label={texts.auth.email}
            type="email"
            name="email"
            autoComplete="username"
            required
            autoFocus
            value={email}
            onChange={setEmail}
          />
          <TextField
            label={texts.auth.password}
            type={shown ? 'text' : 'password'}
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={setPassword}
          />
          <Check label={texts.auth.showPassword} checked={shown} onChange={setShown} />
          <Button look="primary" type="submit" isDisabled={state.kind === 'sending'}>
            {state.kind === 'sending' ? texts.auth.busy : texts.auth.submit}
          </Button>
        </form>
        <p className={css.foot}>{texts.auth.noAccount}</p>
      </div>
    </main>
  );
}
