import {useWindowSize} from 'ink';
import {type ReactNode, useSyncExternalStore} from 'react';
import type {Store} from '../wizard/store.js';
import type {Autoplay} from './autoplay/autoplay.js';
import {Frame} from './frame.js';
import {type Symbols, SymbolsProvider} from './theme.js';
import {type Sight, useKeys} from './use-keys.js';

export interface AppProps {
  readonly conversation: Pick<Store, 'state' | 'subscribe' | 'dispatch'>;
  readonly symbols: Symbols;
  readonly sight: Sight;
  /** Presses keys by itself for a presenter. */
  readonly player?: Autoplay | undefined;
  /** Called each time the user suspends the program (Ctrl-Z). */
  readonly onSuspend?: (suspension: Promise<void>) => void;
  /** Redraws the whole screen (Ctrl-L). */
  readonly onRedraw?: () => void;
}

const nothing = () => {};

const nobody: Pick<Autoplay, 'showing' | 'subscribe'> = {
  showing: () => undefined,
  subscribe: () => () => {},
};

/** The root component: draws the state and sends key presses to the store. */
export function App(props: AppProps): ReactNode {
  const {conversation, symbols, sight, player, onSuspend = nothing, onRedraw = nothing} = props;
  const state = useSyncExternalStore(conversation.subscribe, conversation.state);
  const showing = useSyncExternalStore(
    player?.subscribe ?? nobody.subscribe,
    player?.showing ?? nobody.showing,
  );
  const size = useWindowSize();
  useKeys({conversation, sight, player, onSuspend, onRedraw});
  return (
    <SymbolsProvider value={symbols}>
      <Frame state={state} size={size} showing={showing} />
    </SymbolsProvider>
  );
}
