import { createBrowserRouter } from 'react-router';
import type { Role } from '../shared/api/types';
import { mayAct, useMe } from '../shared/api/useSession';
import { ChangePasswordPage } from '../features/auth/ChangePasswordPage';
import { LibraryPage } from '../features/library/LibraryPage';
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

const insights = {
  frame: async () => (await import('../features/insights/InsightsFrame')).InsightsFrame,
  videoFrame: async () => (await import('../features/insights/VideoFrame')).VideoFrame,
  overview: async () => (await import('../features/insights/OverviewPage')).OverviewPage,
  video: async () => (await import('../features/insights/VideoPage')).VideoPage,
  viewers: async () => (await import('../features/insights/ViewersPage')).ViewersPage,
  focus: async () => (await import('../features/insights/FocusPage')).FocusPage,
  audience: async () => (await import('../features/insights/AudiencePage')).AudiencePage,
  quality: async () => (await import('../features/insights/QualityPage')).QualityPage,
  reconciliation: async () => (await import('../features/insights/ReconciliationPage')).ReconciliationPage,
  metrics: async () => (await import('../features/insights/MetricsPage')).MetricsPage,
};

/** Pages that are the same of one video and of all. */
const ofOneOrAll = [
  { path: 'focus', ...page(insights.focus, 'EDITOR') },
  { path: 'audience', ...page(insights.audience, 'EDITOR') },
  { path: 'quality', ...page(insights.quality, 'EDITOR') },
];

export const router = createBrowserRouter([
  { path: 'embed/:id', ...page(async () => (await import('../features/watch/EmbedPage')).EmbedPage) },
  {
    Component: Layout,
    ErrorBoundary: CrashPage,
    children: [
      { index: true, Component: LibraryPage, ErrorBoundary: CrashPage },
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
      { path: 'insights/metrics', ...page(insights.metrics, 'EDITOR') },
      {
        path: 'insights',
        ...page(insights.frame, 'EDITOR'),
        children: [
          { index: true, ...page(insights.overview, 'EDITOR') },
          ...ofOneOrAll,
          { path: 'reconciliation', ...page(insights.reconciliation, 'EDITOR') },
        ],
      },
      {
        path: 'insights/videos/:id',
        ...page(insights.videoFrame, 'EDITOR'),
        children: [
          { index: true, ...page(insights.video, 'EDITOR') },
          { path: 'viewers', ...page(insights.viewers, 'EDITOR') },
          ...ofOneOrAll,
        ],
      },
      { path: 'people', ...page(async () => (await import('../features/people/PeoplePage')).PeoplePage, 'ADMIN') },
      { path: 'audit', ...page(async () => (await import('../features/people/AuditPage')).AuditPage, 'ADMIN') },
      { path: '*', Component: NotFoundPage },
    ],
  },
]);
