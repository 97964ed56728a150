import type {ReactNode} from 'react';
import type {Claims, Proof} from '../../engine/prove.js';
import {Paragraph} from '../layout.js';
import {ProblemMessage} from '../problem.js';
import {Form} from '../questions/form.js';
import {padEnd, widthOf} from '../text.js';
import {Bad, Good, Muted, Strong, useSymbols, Warning} from '../theme.js';
import {formPropsOf, Heading, type PanelProps} from './panel-props.js';

export const proofHeading = 'Proof';

interface ProofPanelProps extends PanelProps<'proof'> {
  /** `decoded` adds the whole token if there is room; `d` shows it in any case. */
  readonly token: 'decoded' | 'checked';
}

/** The proof: a real token, checked claim by claim, and what to do next. */
export function ProofPanel({token, ...props}: ProofPanelProps): ReactNode {
  const {screen, state} = props;
  const {proof, problem, questions} = screen;
  return (
    <>
      <Heading
        heading={proofHeading}
        about="Requests a token the way the job will, and verifies it the way your API should."
      />
      {problem !== undefined && <ProblemMessage problem={problem} />}
      {problem === undefined &&
        (proof === undefined ? (
          <Waiting authorized={state.choices.blueprint.clientGrant.authorized} />
        ) : (
          <>
            <Result {...proof} />
            <Checks checks={proof.checks} />
            {token === 'decoded' && <Paragraph />}
            {token === 'decoded' && <DecodedToken {...proof} />}
          </>
        ))}
      {questions.length > 0 && <Paragraph />}
      {questions.length > 0 && <Form {...formPropsOf(props)} />}
    </>
  );
}

function Waiting({authorized}: {readonly authorized: boolean}): ReactNode {
  const {busy} = useSymbols();
  if (!authorized) {
    return (
      <Paragraph>
        {
          'The application is not authorized, so it can’t get a token and there is nothing to prove. Press esc to go back to Access.'
        }
      </Paragraph>
    );
  }
  return (
    <Paragraph>
      <Muted>{`${busy} Requesting a token`}</Muted>
    </Paragraph>
  );
}

function Result({result, checks}: Pick<Proof, 'result' | 'checks'>): ReactNode {
  const {done, failed} = useSymbols();
  if (result === 'proved') {
    return (
      <Paragraph hang={2}>
        <Good>{`${done} `}</Good>
        <Strong>It works: your API should accept the job’s token.</Strong>
      </Paragraph>
    );
  }
  const names = checks.filter(check => check.result !== 'passed').map(({name}) => name);
  const count = `${names.length} of ${checks.length} ${checks.length === 1 ? 'check' : 'checks'} failed`;
  return (
    <Paragraph hang={2}>
      <Bad>{`${failed} `}</Bad>
      <Strong>{`Not proved: ${count} (${names.join(', ')}).`}</Strong>
    </Paragraph>
  );
}

function Checks({checks}: Pick<Proof, 'checks'>): ReactNode {
  const symbols = useSymbols();
  const nameWidth = Math.max(0, ...checks.map(({name}) => widthOf(name)));
  return checks.map(({name, result, found, expected}) => {
    const expectation = expected === undefined ? '' : `, expected ${expected}`;
    return (
      <Paragraph
        key={name}
        indent={1}
        hang={nameWidth + 6}
        aria-label={`${name}: ${result}: ${found}${expectation}`}
      >
        {result === 'passed' ? (
          <Good>{`${symbols.done} `}</Good>
        ) : (
          <Bad>{`${symbols.failed} `}</Bad>
        )}
        <Muted>{padEnd(name, nameWidth)}</Muted>
        {`   ${found}`}
        <Warning>{expectation}</Warning>
      </Paragraph>
    );
  });
}

/** What the proof's menu offers to export. */
export function ExportPanel(props: PanelProps<'export'>): ReactNode {
  return (
    <>
      <Heading
        heading="Export"
        about="Copies the text and shows it. On the command line: timesheets-setup export"
      />
      <Form {...formPropsOf(props)} />
    </>
  );
}

/** The decoded token, one claim per line. */
export function DecodedToken({header, claims}: Pick<Proof, 'header' | 'claims'>): ReactNode {
  const names = [...Object.keys(header), ...Object.keys(claims)];
  const nameWidth = Math.max(...names.map(widthOf));
  return (
    <>
      <ClaimList title="Header" values={header} nameWidth={nameWidth} />
      <ClaimList title="Claims" values={claims} nameWidth={nameWidth} />
    </>
  );
}

interface ClaimListProps {
  readonly title: string;
  readonly values: Claims;
  readonly nameWidth: number;
}

function ClaimList({title, values, nameWidth}: ClaimListProps): ReactNode {
  return (
    <>
      <Paragraph>
        <Muted>{title}</Muted>
      </Paragraph>
      {Object.entries(values).map(([name, value]) => (
        <Paragraph key={name} indent={1} hang={nameWidth + 4}>
          <Muted>{padEnd(name, nameWidth)}</Muted>
          {`   ${JSON.stringify(value)}`}
          <Muted>{formatClaimTime(name, value)}</Muted>
        </Paragraph>
      ))}
    </>
  );
}

/** RFC 7519, section 2: these claims are seconds since 1970. */
function formatClaimTime(name: string, value: unknown): string {
  if (typeof value !== 'number' || !['iat', 'exp', 'nbf'].includes(name)) return '';
  const time = new Date(value * 1_000);
  return Number.isNaN(time.getTime()) ? '' : `   ${time.toISOString()}`;
}
