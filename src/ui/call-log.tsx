import {type ReactNode, useEffect, useState} from 'react';
import {type Call, waitingCall} from '../wizard/call-log.js';
import {callRow} from './call-row.js';
import {Blocks} from './lines.js';
import {useSymbols} from './theme.js';

interface CallLogProps {
  readonly calls: readonly Call[];
  readonly width: number;
  readonly height: number;
}

/** The requests of late, as they happen. One that waits counts down, and stays in view. */
export function CallLog({calls, width, height}: CallLogProps): ReactNode {
  const symbols = useSymbols();
  const waiting = waitingCall(calls);
  const now = useNow(waiting === undefined ? 'stopped' : 'ticking');
  const latest = calls.slice(-height);
  const shown =
    waiting === undefined || latest.includes(waiting)
      ? latest
      : [waiting, ...latest.slice(-(height - 1))];
  const blocks = shown.map(call => callRow(call, {symbols, now, width}));
  return <Blocks blocks={blocks} width={width} height={height} />;
}

/** The clock, read once a second while something counts down. */
function useNow(clock: 'ticking' | 'stopped'): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (clock === 'stopped') return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [clock]);
  return clock === 'stopped' ? now : Math.max(now, Date.now() - 1000);
}
