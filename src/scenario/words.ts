/**
 * What the wizard says about the choices, and why: the reasons and recommendations of Auth0's
 * scenario, each told once.
 * https://auth0.com/docs/get-started/architecture-scenarios/server-application-api/part-2
 */
const part = 'https://auth0.com/docs/get-started/architecture-scenarios/server-application-api';

export const words = {
  api: {
    title: 'API',
    heading: 'API',
    about: 'What Auth0 issues access tokens for.',
    explanation:
      "ExampleCo's Timesheets API has to be registered with Auth0: only then can Auth0 issue access tokens for it. Its identifier becomes the audience: every request for a token names it, and the API accepts only tokens that carry it in their aud claim. It is a logical name and is never called, so it need not be reachable. The token profile decides which claims a token has; the visible difference is azp in one and client_id in the other.",
    docs: `${part}/part-2#create-the-api`,
    name: 'Shown in the Dashboard; it can be changed at any time.',
    identifier: 'The audience of every token. It can’t be changed later.',
    identifierExists: 'An API with this identifier exists: it is taken over, not made again.',
    identifierIsNew:
      'No API has this identifier: one is made. Those that there are stay as they are.',
    profiles: {
      auth0: {
        label: 'Auth0',
        detail: 'the default; names the application in azp',
        reason:
          'Claims: iss, sub, aud, iat, exp, scope, gty, azp. What Auth0’s own SDKs and examples expect.',
      },
      rfc9068: {
        label: 'RFC 9068',
        detail: 'the IETF’s JWT profile; client_id instead of azp',
        reason:
          'Claims: iss, sub, aud, iat, exp, scope, jti, client_id; header typ at+jwt. For APIs that must take tokens of several vendors.',
      },
    },
    similar: (identifier: string) =>
      `An API with the identifier “${identifier}” exists. It differs only in spelling, and Auth0 compares identifiers to the letter.`,
    similarNote: (identifier: string) =>
      `No API has this identifier, but one has “${identifier}”. Continue to create a second one, or type that identifier to use the API that exists.`,
    possession: {
      dpop: 'This API requires DPoP: the job needs a key of its own, and a proof made with it for each token request.',
      mtls: 'This API requires mutual TLS: the job needs a client certificate to get a token.',
    },
    possessionNeeded: (mechanism: string) =>
      `This API requires proof of possession (${mechanism}) for each token request.`,
    encrypted:
      'This API’s tokens are encrypted (JWE): only the API can read them, so the proof can’t check their claims.',
    consent: (policy: string) =>
      `This API’s consent policy is ${policy}: transactions need a user’s consent, which a job can’t give.`,
    profileBreaks:
      'An API that reads azp, client_id or gty, or checks the header’s typ, may reject tokens of the new profile.',
  },
  signing: {
    title: 'Signing',
    heading: 'Signing algorithm',
    about: 'How Auth0 signs the access tokens that your API checks.',
    explanation:
      'With RS256 Auth0 signs with a private key that only Auth0 holds, and anyone can check a token with the public key, which Auth0 publishes. With HS256 one secret both signs and checks: who has it can make tokens too, and when it leaks the API must be redeployed with a new one. With RS256 one token can carry several audiences, and keys rotate without redeploying the API.',
    docs: `${part}/part-2#signing-algorithms`,
    options: {
      RS256: {
        detail: 'public and private key',
        reason:
          'Only Auth0 holds the private key; anyone can check a token with the public one. Keys rotate without redeploying the API, and one token can carry several audiences.',
      },
      PS256: {
        detail: 'as RS256, with RSA-PSS; not in every plan',
        reason:
          'The same keys as RS256 with a newer padding (RSA-PSS). Choose it where your rules ask for it: it is an add-on, and some JWT libraries don’t know it.',
      },
      HS256: {
        detail: 'one secret, shared with the API',
        reason:
          'Who can check a token can also make one. A leaked secret means redeploying the API with a new one, and a token can have one audience only.',
      },
    },
    breaks: {
      toPublicKey:
        'An API that checks tokens with the shared secret rejects new ones until it uses the public key.',
      toSecret:
        'An API that checks tokens with the public key rejects new ones until it has the new shared secret.',
      betweenKeys:
        'An API that accepts one signing algorithm only rejects new tokens until it accepts the new one.',
    },
  },
  scopes: {
    title: 'Permissions',
    heading: 'Permissions',
    about: 'What applications may be allowed to do with the API.',
    explanation:
      'Permissions (scopes) say what an application may do: the API looks for them in the scope claim. The documented set-up defines five. The import job needs batch:upload alone; the other four are for applications to come, in which people read, create, delete and approve timesheets. Permissions that are on the API already and not in this list stay as they are.',
    docs: `${part}/part-2#scopes`,
    needed: 'the job needs this',
    stays: 'stays on the API: nothing is taken away here',
  },
  application: {
    title: 'Application',
    heading: 'Application',
    about: 'What the import job signs in as.',
    explanation:
      'The cron job that imports timesheets is a machine-to-machine application: no person signs in, it gets its token with its own client id and secret (the client credentials grant). When an API is made in the Dashboard, Auth0 makes a test application with it: that one is renamed here. Its id and secret stay as they are, so nothing that uses them breaks. Where there is none, one is created.',
    docs: `${part}/part-2#create-the-application`,
    toBeMade: 'Shown in the Dashboard. There is no such application yet: one is created.',
    stays: (clientId: string) =>
      `Shown in the Dashboard. The client id ${clientId} and the secret stay as they are.`,
    staysKey: (clientId: string) =>
      `Shown in the Dashboard. The Client ID ${clientId} and the application’s keys won’t change.`,
    noSecret: (how: string) => `It has no client secret: it signs in with ${how}.`,
    possession:
      'It requires proof of possession: the job gets no token without a DPoP proof or a client certificate.',
    quota: (limits: string) =>
      `It has a token quota of ${limits}, so the job has to reuse each token until it expires.`,
    nameTaken: (clientId: string) =>
      `The application ${clientId} already has a name that fits. It won’t be converted because of its name alone.`,
    stranger: (name: string, clientId: string) =>
      `${name} (${clientId}) is a third-party application. It is not the import job, and stays as it is.`,
    breaks: {
      withoutSecret:
        'A browser or mobile app that signs people in with this application has no secret. Auth0 will refuse its requests.',
      public:
        'A browser or mobile app that signs people in with this application may stop working.',
      linked: 'The API that this application is linked to may no longer exchange tokens with it.',
      integration: 'The integration that uses this application may stop working.',
    },
    which: 'The import job',
    rotate: {
      label: 'Rotate secret',
      breaks:
        'Everything that signs in with the current secret gets no more tokens, at once, until it has the new one. Tokens that were issued before stay valid until they expire. This can’t be undone.',
    },
  },
  access: {
    title: 'Access',
    heading: 'Access',
    about: 'What the import job may do with the API.',
    explanation:
      'A client grant lets the application get tokens for the API, with the permissions ticked here and no others. It gets what it needs and nothing more, so that a stolen secret can do little: the documented job only uploads, and has batch:upload. Taking a permission away, or the authorization itself, stops software that still uses it.',
    docs: `${part}/part-2#configure-the-application-s-access-to-the-api`,
    authorized: 'authorized',
    unauthorized: 'not authorized',
    only: 'the job only uploads',
    taken: 'granted, will be taken away',
    organizationRequired:
      'Its grant requires an organization: token requests without one are refused. Check with `timesheets-setup prove --organization ID`.',
    defaultOrganization: (id: string) =>
      `Its tokens are for the organization ${id}, the application’s default.`,
    revokeBreaks:
      'The application gets no more tokens for the API once it is no longer authorized.',
    organizationBreaks:
      'Auth0 refuses token requests that name an organization where they must not, or name none where they must.',
    takeBreaks: (scopes: readonly string[]) =>
      `Software that signs in as this application and uses ${scopes.join(', ')} is refused by the API once it gets a new token.`,
    takeAllBreaks:
      'Today the application gets every permission of the API, also those to come; software that uses others than the ticked ones is refused once it gets a new token.',
  },
  credentials: {
    heading: 'Where the credentials come from',
    steps: [
      'Dashboard → Applications → Create Application: Machine to Machine.',
      'Authorize it for the Auth0 Management API, and tick these permissions:',
      'Copy its client id and its client secret from its settings.',
    ],
  },
} as const;
