import type {StepStatus} from '../engine/step-status.js';
import {type SigningAlg, signingAlgs} from '../model/blueprint.js';
import {signingAlgOf} from '../model/resource-server.js';
import {words} from '../scenario/words.js';
import {breakageOf, missingStatus, statusOf} from './evaluation.js';
import {changeBlueprint, type Step} from './step.js';

/** How access tokens are signed. */
export const signing: Step = {
  id: 'signing',
  title: words.signing.title,
  heading: words.signing.heading,
  about: words.signing.about,
  explanation: words.signing.explanation,
  docs: words.signing.docs,
  reads: ['read:resource_servers'],
  copies: 'identifier',

  dashboard: ({resourceServer}) =>
    resourceServer === undefined ? 'apis' : `apis/${resourceServer.id}/settings`,

  questions({blueprint}) {
    return [
      {
        kind: 'select',
        id: 'signingAlg',
        label: 'Signing algorithm',
        value: blueprint.resourceServer.signingAlg,
        options: signingAlgs.map(value => ({
          value,
          label: value,
          ...words.signing.options[value],
          ...(value === 'RS256' && {recommended: true}),
        })),
      },
    ];
  },

  answer(choices, questionId, answer) {
    const signingAlg = signingAlgs.find(
      value => answer.kind === 'select' && questionId === 'signingAlg' && value === answer.value,
    );
    if (signingAlg === undefined) return choices;
    return changeBlueprint(choices, ({resourceServer}) => ({
      resourceServer: {...resourceServer, signingAlg},
    }));
  },

  evaluate(desired, observed): StepStatus {
    const {signingAlg} = desired.resourceServer;
    const {resourceServer} = observed;
    if (resourceServer === undefined) {
      const set = {signingAlg};
      return missingStatus(set, [{change: {action: 'create', resource: 'resource-server', set}}]);
    }
    const from = signingAlgOf(resourceServer);
    if (resourceServer.isSystem || from === signingAlg) return statusOf([]);
    const {id} = resourceServer;
    const breaks = breakageOf(desired, observed, id, breakingSentence(from, signingAlg));
    return statusOf([
      {
        difference: {field: 'signingAlg', from, to: signingAlg, ...breaks},
        change: {
          change: {action: 'update', resource: 'resource-server', id, set: {signingAlg}},
          ...breaks,
        },
      },
    ]);
  },
};

function breakingSentence(from: string, to: SigningAlg): string {
  const {breaks} = words.signing;
  if (from === 'HS256') return breaks.toPublicKey;
  return to === 'HS256' ? breaks.toSecret : breaks.betweenKeys;
}
