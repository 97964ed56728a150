import {memo, type ReactNode, useEffect, useState} from 'react';
import {type Call, findWaitingCall} from '../wizard/call-log.js';
import {Viewport} from './layout.js';
import {RequestRow} from './request-row.js';

interface RequestLogProps {
  readonly calls: readonly Call[];
  readonly width: number;
  readonly height: number;
}

/** The latest requests as they happen. One that waits for a retry stays in view and counts down. */
export const RequestLog = memo(({calls, width, height}: RequestLogProps): ReactNode => {
  const waiting = findWaitingCall(calls);
  const now = useNow(waiting === undefined ? 'stopped' : 'ticking');
  const latest = calls.slice(-height);
  const shown =
    waiting === undefined || latest.includes(waiting)
      ? latest
      : [waiting, ...latest.slice(-(height - 1))];
  return (
    <Viewport width={width} height={height}>
      {shown.map(call => (
        <RequestRow key={call.id} call={call} now={now} width={width} />
      ))}
    </Viewport>
  );
});

/** The current time, updated every second while something counts down. */
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
