import {useWindowSize} from 'ink';
import {type ReactNode, useSyncExternalStore} from 'react';
import type {Store} from '../wizard/store.js';
import type {Autoplay} from './autoplay/autoplay.js';
import {Frame} from './frame.js';
import {type Symbols, SymbolsProvider} from './theme.js';
import {type SeenScreen, useKeys} from './use-keys.js';

export interface AppProps {
  readonly store: Pick<Store, 'state' | 'subscribe' | 'dispatch'>;
  readonly symbols: Symbols;
  readonly seenScreen: SeenScreen;
  /** Presses keys by itself for a presenter. */
  readonly player?: Autoplay | undefined;
  /** Called each time the user suspends the program (Ctrl-Z). */
  readonly onSuspend?: (suspension: Promise<void>) => void;
  /** Redraws the whole screen (Ctrl-L). */
  readonly onRedraw?: () => void;
}

const noop = () => {};

const noAutoplay: Pick<Autoplay, 'status' | 'subscribe'> = {
  status: () => undefined,
  subscribe: () => () => {},
};

/** The root component: draws the state and sends key presses to the store. */
export function App(props: AppProps): ReactNode {
  const {store, symbols, seenScreen, player, onSuspend = noop, onRedraw = noop} = props;
  const state = useSyncExternalStore(store.subscribe, store.state);
  const autoplayStatus = useSyncExternalStore(
    player?.subscribe ?? noAutoplay.subscribe,
    player?.status ?? noAutoplay.status,
  );
  const size = useWindowSize();
  useKeys({store, seenScreen, player, onSuspend, onRedraw});
  return (
    <SymbolsProvider value={symbols}>
      <Frame state={state} size={size} seenScreen={seenScreen} autoplayStatus={autoplayStatus} />
    </SymbolsProvider>
  );
}
