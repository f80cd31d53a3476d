import { Settings2 } from 'lucide-react';
import { Button as AriaButton, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';
import { texts } from '../ui/texts';
import ui from '../ui/ui.module.css';
import type { Level } from './engine';
import { RATES } from './keys';
import css from './player.module.css';
import type { CaptionTrack } from './useCaptions';

/** Quality, speed and captions. */
export function PlayerMenu({
  levels,
  height,
  quality,
  rate,
  captions,
  hasHelp,
  onOpenChange,
  onQuality,
  onRate,
  onCaptions,
  onHelp,
}: {
  levels: Level[];
  height: number | undefined;
  quality: number;
  rate: number;
  captions: { all: CaptionTrack[]; chosen: string };
  hasHelp: boolean;
  onOpenChange: (open: boolean) => void;
  onQuality: (height: number) => void;
  onRate: (rate: number) => void;
  onCaptions: (id: string) => void;
  onHelp: () => void;
}) {
  const heights = [...new Set(levels.map((level) => level.height))];
  const automatic =
    quality === 0 && height !== undefined ? texts.player.qualityAutoNow(`${height}p`) : texts.player.qualityAuto;
  return (
    <MenuTrigger onOpenChange={onOpenChange}>
      <AriaButton className={css.own ?? ''} aria-label={texts.player.settings}>
        <Settings2 aria-hidden />
      </AriaButton>
      <Popover className={ui.popover ?? ''} placement="top end" offset={12}>
        <Menu className={ui.menu ?? ''} aria-label={texts.player.settings}>
          <Choices
            title={texts.player.quality}
            chosen={String(quality)}
            choices={[{ id: '0', text: automatic }, ...heights.map((one) => ({ id: String(one), text: `${one}p` }))]}
            onChoose={(id) => {
              onQuality(Number(id));
            }}
          />
          <Choices
            title={texts.player.speed}
            chosen={String(rate)}
            choices={RATES.map((one) => ({
              id: String(one),
              text: one === 1 ? texts.player.speedNormal : texts.player.speedTimes(one),
            }))}
            onChoose={(id) => {
              onRate(Number(id));
            }}
          />
          {captions.all.length > 0 && (
            <Choices
              title={texts.player.captions}
              chosen={captions.chosen === '' ? 'off' : captions.chosen}
              choices={[
                { id: 'off', text: texts.player.captionsOff },
                ...captions.all.map((track) => ({ id: track.id, text: track.label })),
              ]}
              onChoose={(id) => {
                onCaptions(id === 'off' ? '' : id);
              }}
            />
          )}
          {hasHelp && (
            <MenuSection>
              <Header className={ui.menuHeader}>{texts.player.settings}</Header>
              <MenuItem className={ui.menuItem ?? ''} onAction={onHelp}>
                {texts.player.shortcuts}
              </MenuItem>
            </MenuSection>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function Choices({
  title,
  chosen,
  choices,
  onChoose,
}: {
  title: string;
  chosen: string;
  choices: { id: string; text: string }[];
  onChoose: (id: string) => void;
}) {
  return (
    <MenuSection
      aria-label={title}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[`${title}/${chosen}`]}
      onSelectionChange={(keys) => {
        const [key] = [...keys];
        if (typeof key === 'string') {
          onChoose(key.slice(title.length + 1));
        }
      }}
    >
      <Header className={ui.menuHeader}>{title}</Header>
      {choices.map(({ id, text }) => (
        <MenuItem key={id} id={`${title}/${id}`} textValue={text} className={ui.menuItem ?? ''}>
          {text}
          <span className={ui.tick} aria-hidden>
            ✓
          </span>
        </MenuItem>
      ))}
    </MenuSection>
  );
}
