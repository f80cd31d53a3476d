import { Compass, Lock, Unplug } from 'lucide-react';
import { useRouteError } from 'react-router';
import { Button, ButtonLink } from '../shared/ui/button';
import { EmptyState } from '../shared/ui/notice';
import { texts } from '../shared/ui/texts';

export function NotFoundPage() {
  return (
    <EmptyState
      isPage
      icon={Compass}
      title={texts.common.notFoundTitle}
      actions={
        <ButtonLink look="primary" href="/">
          {texts.common.toLibrary}
        </ButtonLink>
      }
    >
      <p>{texts.common.notFound}</p>
    </EmptyState>
  );
}

export function ForbiddenPage() {
  return (
    <EmptyState
      isPage
      icon={Lock}
      title={texts.common.forbiddenTitle}
      actions={<ButtonLink href="/">{texts.common.toLibrary}</ButtonLink>}
    >
      <p>{texts.common.forbidden}</p>
    </EmptyState>
  );
}

/** A page that threw, or a part of it that could not be loaded (after an update of the server). */
export function CrashPage() {
  const thrown = useRouteError();
  console.error(thrown);
  return (
    <EmptyState
      isPage
      icon={Unplug}
      title={texts.common.crashedTitle}
      actions={
        <Button
          look="primary"
          onPress={() => {
            location.reload();
          }}
        >
          {texts.common.reload}
        </Button>
      }
    >
      <p>{texts.common.crashed}</p>
    </EmptyState>
  );
}
