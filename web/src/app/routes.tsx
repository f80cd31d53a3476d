import { createBrowserRouter } from 'react-router';
import type { Role } from '../shared/api/types';
import { mayAct, useMe } from '../shared/api/useSession';
import { ChangePasswordPage } from '../features/auth/ChangePasswordPage';
import { Layout } from './Layout';
import { CrashPage, ForbiddenPage, NotFoundPage } from './Fallbacks';

/** Hides a page from roles that the services would refuse anyway. */
function For({ role, page: Page }: { role: Role; page: React.ComponentType }) {
  return mayAct(useMe().role, role) ? <Page /> : <ForbiddenPage />;
}

const page = (load: () => Promise<React.ComponentType>, role: Role = 'USER') => ({
  lazy: async () => {
    const Page = await load();
    return { Component: () => <For role={role} page={Page} /> };
  },
  HydrateFallback: () => null,
  ErrorBoundary: CrashPage,
});

export const router = createBrowserRouter([
  { path: 'embed/:id', ...page(async () => (await import('../features/watch/EmbedPage')).EmbedPage) },
  {
    Component: Layout,
    ErrorBoundary: CrashPage,
    children: [
      { index: true, ...page(async () => (await import('../features/library/LibraryPage')).LibraryPage) },
      { path: 'tasks', ...page(async () => (await import('../features/tasks/TasksPage')).TasksPage) },
      { path: 'tasks/:id', ...page(async () => (await import('../features/tasks/TaskPage')).TaskPage) },
      { path: 'mine', ...page(async () => (await import('../features/library/MinePage')).MinePage) },
      { path: 'watch/:id', ...page(async () => (await import('../features/watch/WatchPage')).WatchPage) },
      { path: 'videos/:id/edit', ...page(async () => (await import('../features/edit/EditPage')).EditPage) },
      { path: 'upload', ...page(async () => (await import('../features/upload/UploadPage')).UploadPage) },
      { path: 'password', Component: ChangePasswordPage },
      { path: 'review', ...page(async () => (await import('../features/review/ReviewPage')).ReviewPage, 'EDITOR') },
      { path: 'jobs', ...page(async () => (await import('../features/jobs/JobsPage')).JobsPage, 'ADMIN') },
      { path: 'jobs/:id', ...page(async () => (await import('../features/jobs/JobPage')).JobPage, 'ADMIN') },
      {
        path: 'insights',
        ...page(async () => (await import('../features/insights/InsightsPage')).InsightsPage, 'EDITOR'),
      },
      {
        path: 'insights/metrics',
        ...page(async () => (await import('../features/insights/MetricsPage')).MetricsPage, 'EDITOR'),
      },
      {
        path: 'insights/videos/:id',
        ...page(async () => (await import('../features/insights/VideoInsightsPage')).VideoInsightsPage, 'EDITOR'),
      },
      { path: 'people', ...page(async () => (await import('../features/people/PeoplePage')).PeoplePage, 'ADMIN') },
      { path: 'audit', ...page(async () => (await import('../features/people/AuditPage')).AuditPage, 'ADMIN') },
      { path: '*', Component: NotFoundPage },
    ],
  },
]);
