import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Pencil, UserPlus, Users as UsersIcon } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { api } from '../../shared/api/client';
import { usePages } from '../../shared/api/queries';
import { CATEGORIES, type Category, type Role, ROLES, type User } from '../../shared/api/types';
import { useMe } from '../../shared/api/useSession';
import { Ago } from '../../shared/ui/ago';
import { Button, IconButton } from '../../shared/ui/button';
import { classes } from '../../shared/ui/classes';
import { ConfirmDialog, FormDialog, ModalDialog } from '../../shared/ui/dialog';
import { Check, optionsOf, SearchField, Select, TextField } from '../../shared/ui/field';
import { EmptyState, PageHeader, Skeleton } from '../../shared/ui/notice';
import { Paged } from '../../shared/ui/paged';
import { Badge, CategoryBadge } from '../../shared/ui/status';
import { texts } from '../../shared/ui/texts';
import { toast } from '../../shared/ui/toast';
import ui from '../../shared/ui/ui.module.css';
import css from './people.module.css';
import { SessionsOf } from './SessionsOf';

/** Of a password that an administrator gives; one's own must be longer. */
const GIVEN_LENGTH_MIN = 8;
const NAME_LENGTH_MAX = 100;

const roles = optionsOf(ROLES, texts.role);
const categories = optionsOf(CATEGORIES, texts.category);
const anyRole = optionsOf(ROLES, texts.role, texts.people.allRoles);
const anyCategory = optionsOf(CATEGORIES, texts.category, texts.library.allCategories);

type Secret = { name: string; password: string };
type Open = { kind: 'create' } | { kind: 'edit'; user: User } | { kind: 'secret'; secret: Secret };

export function PeoplePage() {
  const [search, setSearch] = useState('');
  const [role, setRole] = useState<Role | ''>('');
  const [category, setCategory] = useState<Category | ''>('');
  const [open, setOpen] = useState<Open>();
  const q = useDeferredValue(search);
  const users = usePages('/users', { q, role, category, limit: 100 });
  const close = () => {
    setOpen(undefined);
  };
  const showSecret = (secret: Secret | undefined) => {
    setOpen(secret === undefined ? undefined : { kind: 'secret', secret });
  };

  return (
    <>
      <title>{`${texts.people.title} · ${texts.common.product}`}</title>
      <PageHeader
        title={texts.people.title}
        lead={texts.people.lead}
        actions={
          <Button
            look="primary"
            onPress={() => {
              setOpen({ kind: 'create' });
            }}
          >
            <UserPlus aria-hidden />
            {texts.people.add}
          </Button>
        }
      />
      <div className={ui.filters} role="search">
        <SearchField
          label={texts.common.search}
          placeholder={texts.people.searchPlaceholder}
          value={search}
          onChange={setSearch}
        />
        <Select label={texts.common.role} options={anyRole} value={role} onChange={setRole} />
        <Select label={texts.common.category} options={anyCategory} value={category} onChange={setCategory} />
      </div>
      <Paged
        of={users}
        loading={<Skeleton height="3.25rem" count={6} />}
        empty={
          <EmptyState icon={UsersIcon} title={texts.people.emptyTitle}>
            <p>{texts.people.empty}</p>
          </EmptyState>
        }
      >
        {(items) => (
          <UserTable
            users={items}
            onEdit={(user) => {
              setOpen({ kind: 'edit', user });
            }}
          />
        )}
      </Paged>
      {open?.kind === 'create' && <CreateDialog onClose={close} onCreated={showSecret} />}
      {open?.kind === 'edit' && <EditDialog user={open.user} onClose={close} onSecret={showSecret} />}
      {open?.kind === 'secret' && <SecretDialog secret={open.secret} onClose={close} />}
    </>
  );
}

function UserTable({ users, onEdit }: { users: User[]; onEdit: (user: User) => void }) {
  const me = useMe();
  return (
    <div className={ui.tableWrap}>
      <table className={classes(ui.table, ui.stacks)}>
        <thead>
          <tr>
            <th scope="col">{texts.people.name}</th>
            <th scope="col">{texts.common.role}</th>
            <th scope="col">{texts.common.category}</th>
            <th scope="col">{texts.common.status}</th>
            <th scope="col">{texts.people.lastSignIn}</th>
            <th scope="col">
              <span className="visually-hidden">{texts.jobs.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {users.map((user) => (
            <tr key={user.id}>
              <td>
                <div className={css.name}>
                  <strong>
                    {user.displayName}
                    {user.id === me.id && ` (${texts.people.you})`}
                  </strong>
                  <span>{user.email}</span>
                </div>
              </td>
              <td data-label={texts.common.role}>{texts.role[user.role]}</td>
              <td data-label={texts.common.category}>
                <CategoryBadge category={user.category} />
              </td>
              <td data-label={texts.common.status}>
                <StatusOf user={user} />
              </td>
              <td data-label={texts.people.lastSignIn}>
                {user.lastSignInAt ? <Ago iso={user.lastSignInAt} /> : texts.people.never}
              </td>
              <td className={ui.number}>
                <IconButton
                  label={texts.people.edit(user.displayName)}
                  onPress={() => {
                    onEdit(user);
                  }}
                >
                  <Pencil aria-hidden />
                </IconButton>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function StatusOf({ user: { enabled, mustChangePassword } }: { user: User }) {
  if (!enabled) {
    return <Badge tone="bad">{texts.people.disabled}</Badge>;
  }
  return mustChangePassword ? (
    <Badge tone="warn">{texts.people.mustChange}</Badge>
  ) : (
    <Badge tone="good">{texts.people.enabled}</Badge>
  );
}

function CreateDialog({
  onClose,
  onCreated,
}: {
  onClose: () => void;
  onCreated: (secret: Secret | undefined) => void;
}) {
  const queries = useQueryClient();
  const [person, setPerson] = useState<{ displayName: string; email: string; role: Role; category: Category }>({
    displayName: '',
    email: '',
    role: 'USER',
    category: 'EMPLOYEE',
  });
  const [ownPassword, setOwnPassword] = useState(false);
  const [password, setPassword] = useState('');
  const creation = useMutation({
    mutationFn: () => api.post('/users', { body: { ...person, ...(ownPassword ? { password } : {}) } }),
    onSuccess: ({ displayName, initialPassword }) => {
      void queries.invalidateQueries({ queryKey: ['/users'] });
      toast(texts.people.created(displayName));
      onCreated(initialPassword ? { name: displayName, password: initialPassword } : undefined);
    },
  });
  const tooShort = ownPassword && password !== '' && password.length < GIVEN_LENGTH_MIN;
  const complete =
    person.displayName.trim() !== '' &&
    person.email.includes('@') &&
    (!ownPassword || password.length >= GIVEN_LENGTH_MIN);
  return (
    <FormDialog
      problem={creation.error}
      title={texts.people.add}
      submit={texts.people.create}
      isDisabled={!complete || creation.isPending}
      onSubmit={() => {
        creation.mutate();
      }}
      onClose={onClose}
    >
      <TextField
        label={texts.people.name}
        value={person.displayName}
        maxLength={NAME_LENGTH_MAX}
        autoComplete="off"
        onChange={(text) => {
          setPerson({ ...person, displayName: text });
        }}
      />
      <TextField
        label={texts.people.email}
        type="email"
        value={person.email}
        autoComplete="off"
        onChange={(text) => {
          setPerson({ ...person, email: text });
        }}
      />
      <div className={css.pair}>
        <Select
          label={texts.common.role}
          options={roles}
          value={person.role}
          hint={texts.roleHint[person.role]}
          onChange={(role) => {
            setPerson({ ...person, role });
          }}
        />
        <Select
          label={texts.common.category}
          options={categories}
          value={person.category}
          onChange={(category) => {
            setPerson({ ...person, category });
          }}
        />
      </div>
      <Check label={texts.people.givePassword} checked={ownPassword} onChange={setOwnPassword} />
      {ownPassword && (
        <TextField
          label={texts.people.passwordField}
          type="password"
          autoComplete="new-password"
          hint={texts.people.passwordHint}
          error={tooShort ? texts.people.passwordTooShort : undefined}
          value={password}
          onChange={setPassword}
        />
      )}
    </FormDialog>
  );
}

function EditDialog({
  user,
  onClose,
  onSecret,
}: {
  user: User;
  onClose: () => void;
  onSecret: (secret: Secret) => void;
}) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState({
    displayName: user.displayName,
    role: user.role,
    category: user.category,
    enabled: user.enabled,
  });
  const [asksReset, setAsksReset] = useState(false);
  const refresh = () => void queries.invalidateQueries({ queryKey: ['/users'] });
  // The revision that is being edited: a change by someone else in between is refused, not overwritten.
  const etag = useQuery({
    queryKey: ['revision', user.id],
    queryFn: async ({ signal }) =>
      (await api.getResponse('/users/{id}', { path: { id: user.id }, signal })).headers.get('ETag'),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const saving = useMutation({
    mutationFn: () =>
      api.patch('/users/{id}', {
        path: { id: user.id },
        body: draft,
        ...(etag.data ? { headers: { 'If-Match': etag.data } } : {}),
      }),
    onSuccess: () => {
      toast(texts.people.saved(draft.displayName));
      refresh();
      onClose();
    },
  });
  const resetting = useMutation({
    mutationFn: () => api.post('/users/{id}/password-reset', { path: { id: user.id } }),
    onSuccess: ({ initialPassword }) => {
      refresh();
      onSecret({ name: user.displayName, password: initialPassword });
    },
  });
  return (
    <FormDialog
      problem={saving.error}
      title={texts.people.editTitle}
      submit={texts.common.save}
      isDisabled={saving.isPending || etag.isPending || draft.displayName.trim() === ''}
      onSubmit={() => {
        saving.mutate();
      }}
      onClose={onClose}
      extra={
        <Button
          onPress={() => {
            setAsksReset(true);
          }}
        >
          {texts.people.resetPassword}
        </Button>
      }
    >
      <p className={ui.hint}>{user.email}</p>
      <TextField
        label={texts.people.name}
        value={draft.displayName}
        maxLength={NAME_LENGTH_MAX}
        onChange={(text) => {
          setDraft({ ...draft, displayName: text });
        }}
      />
      <div className={css.pair}>
        <Select
          label={texts.common.role}
          options={roles}
          value={draft.role}
          hint={texts.roleHint[draft.role]}
          onChange={(role) => {
            setDraft({ ...draft, role });
          }}
        />
        <Select
          label={texts.common.category}
          options={categories}
          value={draft.category}
          onChange={(category) => {
            setDraft({ ...draft, category });
          }}
        />
      </div>
      <Check
        label={texts.people.active}
        hint={texts.people.activeHint}
        checked={draft.enabled}
        onChange={(enabled) => {
          setDraft({ ...draft, enabled });
        }}
      />
      <SessionsOf user={user} />
      <ConfirmDialog
        problem={resetting.error}
        title={texts.people.resetTitle}
        confirm={texts.people.resetConfirm}
        isOpen={asksReset}
        isBusy={resetting.isPending}
        onConfirm={() => {
          resetting.mutate();
        }}
        onClose={() => {
          setAsksReset(false);
        }}
      >
        <p>{texts.people.resetText(user.displayName)}</p>
      </ConfirmDialog>
    </FormDialog>
  );
}

/** Shown once: neither the server nor this page can show it again. */
function SecretDialog({ secret: { name, password }, onClose }: { secret: Secret; onClose: () => void }) {
  const [copied, setCopied] = useState(false);
  return (
    <ModalDialog
      role="alertdialog"
      title={texts.people.initialTitle}
      isOpen
      onClose={onClose}
      footer={
        <Button look="primary" onPress={onClose}>
          {texts.common.done}
        </Button>
      }
    >
      <p>{texts.people.initialText(name)}</p>
      <div className={css.secret}>
        <TextField label={texts.people.initialField} value={password} readOnly className={css.grow} />
        {'clipboard' in navigator && (
          <Button
            onPress={() => {
              void navigator.clipboard.writeText(password).then(() => {
                setCopied(true);
              });
            }}
          >
            {copied ? texts.common.copied : texts.common.copy}
          </Button>
        )}
      </div>
    </ModalDialog>
  );
}
