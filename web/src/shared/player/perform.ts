import { type Command, stepRate } from './keys';
import type { PageCommands } from './Player';
import type { FocusMode } from './useFocusMode';

const FRAME_SECONDS = 1 / 24;

export type Tools = {
  container: HTMLElement | null;
  rate: number;
  chooseRate: (rate: number) => void;
  focus: FocusMode;
  toggleCaptions: () => void;
  page: PageCommands;
  showHelp: () => void;
};

/** The controls keep volume and sound for the next film, but only what they were asked for. */
function ask(video: HTMLVideoElement, request: string, detail?: number): void {
  video.dispatchEvent(new CustomEvent(request, { bubbles: true, composed: true, detail }));
}

/** Does what a key asks for; false leaves the key to the browser. */
export function perform(command: Command, video: HTMLVideoElement, tools: Tools): boolean {
  const seekTo = (seconds: number) => {
    video.currentTime = Math.min(Math.max(0, seconds), Number.isFinite(video.duration) ? video.duration : seconds);
  };
  switch (command.kind) {
    case 'togglePlay':
      if (video.paused) {
        void video.play();
      } else {
        video.pause();
      }
      return true;
    case 'seekBy':
      seekTo(video.currentTime + command.seconds);
      return true;
    case 'seekToTenth':
      seekTo((video.duration * command.tenth) / 10 || 0);
      return true;
    case 'seekToStart':
      seekTo(0);
      return true;
    case 'seekToEnd':
      seekTo(video.duration || 0);
      return true;
    case 'volumeBy':
      ask(video, 'mediavolumerequest', Math.min(1, Math.max(0, video.volume + command.ratio)));
      return true;
    case 'toggleMute':
      ask(video, video.muted ? 'mediaunmuterequest' : 'mediamuterequest');
      return true;
    case 'toggleFullscreen':
      if (document.fullscreenElement !== null) {
        void document.exitFullscreen();
      } else {
        void tools.container?.requestFullscreen();
      }
      return true;
    case 'togglePictureInPicture':
      if (document.pictureInPictureElement === video) {
        void document.exitPictureInPicture();
      } else if (document.pictureInPictureEnabled) {
        void video.requestPictureInPicture().catch(() => undefined);
      }
      return true;
    case 'toggleCaptions':
      tools.toggleCaptions();
      return true;
    case 'rateBy':
      tools.chooseRate(stepRate(tools.rate, command.steps));
      return true;
    case 'frameBy':
      if (video.paused) {
        seekTo(video.currentTime + command.frames * FRAME_SECONDS);
      }
      return video.paused;
    case 'toggleFocus':
      tools.focus.toggle();
      return true;
    case 'leaveFocus':
      tools.focus.leave();
      return tools.focus.on;
    case 'page':
      tools.page[command.what]?.();
      return tools.page[command.what] !== undefined;
    case 'help':
      tools.showHelp();
      return true;
  }
}
