/**
 * The wizard's copy about the choices, with the reasons and recommendations of Auth0's scenario.
 * https://auth0.com/docs/get-started/architecture-scenarios/server-application-api/part-2
 */
const part = 'https://auth0.com/docs/get-started/architecture-scenarios/server-application-api';

export const words = {
  intro: [
    'This tool sets up an API, and an application that a job can call it with. Six steps take about five minutes.',
    'It reads your tenant first and shows each change. Nothing changes until you confirm.',
    'No tenant? Quit and run timesheets-setup --demo.',
  ],
  begins:
    'Six steps, about five minutes. Each answer is filled in, and enter accepts it. Nothing changes until you apply a step.',
  confirms: 'This confirms that you are changing the right tenant.',
  api: {
    title: 'API',
    heading: 'API',
    about: 'The API that access tokens are issued for.',
    explanation:
      'Auth0 issues access tokens only for registered APIs, so ExampleCo’s Timesheets API comes first. Its identifier is the audience: each token request names it, and your API accepts only tokens with it in the aud claim. The identifier is a name. Auth0 never calls it, so it doesn’t have to be a working URL. The token profile decides which claims a token carries. The main difference: the Auth0 profile names the application in azp, RFC 9068 in client_id.',
    docs: `${part}/part-2#create-the-api`,
    name: 'Shown in the Dashboard. You can change it at any time.',
    identifier: 'Tokens carry this as their audience. You can’t change it later.',
    identifierExists: 'This API already exists. It will be updated, not duplicated.',
    identifierIsNew:
      'No API has this identifier yet, so a new one will be created. Other APIs won’t change.',
    profiles: {
      auth0: {
        label: 'Auth0',
        detail: 'default, with azp',
        reason:
          'Claims: iss, sub, aud, iat, exp, scope, gty, azp. Auth0’s SDKs and examples expect this profile.',
      },
      rfc9068: {
        label: 'RFC 9068',
        detail: 'IETF standard, with client_id',
        reason:
          'Claims: iss, sub, aud, iat, exp, scope, jti, client_id. Header typ: at+jwt. Choose it if your API accepts tokens from several vendors.',
      },
    },
    similar: (identifier: string) =>
      `There is an API with the identifier “${identifier}”, which is spelled slightly differently. To Auth0 these are two APIs.`,
    similarNote: (identifier: string) =>
      `No API has this identifier, but one has “${identifier}”. Continue to create a second API, or enter that identifier to use the existing one.`,
    possession: {
      dpop: 'This API requires DPoP. The job needs its own key, and a proof signed with it for each token request.',
      mtls: 'This API requires mutual TLS. The job needs a client certificate to get a token.',
    },
    possessionNeeded: (mechanism: string) =>
      `This API requires proof of possession (${mechanism}) for each token request.`,
    encrypted:
      'This API’s tokens are encrypted (JWE). Only the API can read them, so the proof can’t verify their claims.',
    consent: (policy: string) =>
      `This API’s consent policy is ${policy}. Transactions need a user’s consent, which a job can’t give.`,
    profileBreaks:
      'Your API may reject new tokens if it reads azp, client_id or gty, or checks the typ header.',
  },
  signing: {
    title: 'Signing',
    heading: 'Signing algorithm',
    about: 'How Auth0 signs the access tokens that your API verifies.',
    explanation:
      'With RS256, Auth0 signs with a private key that never leaves Auth0. Anyone can verify a token with the public key that Auth0 publishes. Keys can rotate without redeploying your API, and one token can have several audiences. With HS256, one secret both signs and verifies. Whoever has it can also issue tokens, and if it leaks, you have to redeploy your API with a new one.',
    docs: `${part}/part-2#signing-algorithms`,
    options: {
      RS256: {
        detail: 'private and public key',
        reason:
          'Only Auth0 has the private key. Anyone can verify a token with the public key. Keys can rotate without redeploying your API, and one token can have several audiences.',
      },
      PS256: {
        detail: 'RS256 with RSA-PSS padding (not available on every plan)',
        reason:
          'The same keys as RS256 with a newer padding. Choose it if your security policy requires it. It’s an Auth0 add-on, and some JWT libraries don’t support it.',
      },
      HS256: {
        detail: 'one secret shared with your API',
        reason:
          'Whoever can verify a token can also issue one. If the secret leaks, you have to redeploy your API with a new one. A token can have only one audience.',
      },
    },
    breaks: {
      toPublicKey:
        'If your API verifies tokens with the shared secret, it will reject new tokens until it uses the public key.',
      toSecret:
        'If your API verifies tokens with the public key, it will reject new tokens until it has the shared secret.',
      betweenKeys:
        'If your API accepts only the current signing algorithm, it will reject new tokens until it accepts the new one.',
    },
  },
  scopes: {
    title: 'Permissions',
    heading: 'Permissions',
    about: 'What applications can be allowed to do with this API.',
    explanation:
      'Permissions (scopes) define what an application can do. Your API finds them in the scope claim. The documented setup defines five. The import job needs only batch:upload. The other four are for future applications in which people read, create, delete and approve timesheets. Permissions that the API already has won’t be removed.',
    docs: `${part}/part-2#scopes`,
    needed: 'required by the job',
    stays: 'kept (this tool removes no permissions)',
  },
  application: {
    title: 'Application',
    heading: 'Application',
    about: 'The application that the import job runs as.',
    explanation:
      'The cron job that imports timesheets runs as a Machine to Machine application. No person signs in. The job gets a token with its own Client ID and Client Secret (the Client Credentials grant). When you create an API in the Dashboard, Auth0 also creates a test application. This tool renames that one. Its Client ID and Client Secret won’t change, so software that uses them keeps working. If there is no test application, this tool creates an application.',
    docs: `${part}/part-2#create-the-application`,
    nameIsNew: 'No application has this name yet, so one will be created.',
    stays: (clientId: string) =>
      `Shown in the Dashboard. The Client ID ${clientId} and the Client Secret won’t change.`,
    staysKey: (clientId: string) =>
      `Shown in the Dashboard. The Client ID ${clientId} and the application’s keys won’t change.`,
    noSecret: (how: string) =>
      `The application has no Client Secret. It authenticates with ${how}.`,
    possession:
      'The application requires proof of possession. The job can’t get a token without a DPoP proof or a client certificate.',
    quota: (limits: string) =>
      `The application has a token quota of ${limits}, so the job should reuse each token until it expires.`,
    nameTaken: (clientId: string) =>
      `The application ${clientId} already has this name. This tool won’t convert it because of its name alone.`,
    sameName: (name: string, clientId: string) =>
      `${name} (${clientId}) is another application with this name. It won’t change. Auth0 may have created it late for a run that was cut off. If nothing uses it, delete it in the Dashboard.`,
    thirdPartySameName: (name: string, clientId: string) =>
      `${name} (${clientId}) is a third-party application, so it can’t be the import job. It won’t change.`,
    moreThirdParties: (name: string, count: number) =>
      `${count} more third-party applications are named ${name}. They won’t change.`,
    breaks: {
      withoutSecret:
        'A browser or mobile app that signs people in with this application has no Client Secret. Auth0 will refuse its requests.',
      public:
        'A browser or mobile app that signs people in with this application may stop working.',
      linked:
        'The API that this application is linked to may no longer be able to exchange tokens.',
      integration: 'The integration that uses this application may stop working.',
    },
    candidatesLabel: 'Application',
    rotate: {
      label: 'Rotate secret',
      breaks:
        'Auth0 will refuse new tokens to everything that uses the current Client Secret until it has the new one. Tokens that were already issued stay valid until they expire. You can’t undo this.',
    },
  },
  access: {
    title: 'Access',
    heading: 'Access',
    about: 'What the import job can do with this API.',
    explanation:
      'A client grant authorizes the application to get tokens for the API, with only the permissions that you select. Grant what the job needs and nothing more, so that a stolen secret can do little harm. The documented job only uploads, so it needs only batch:upload. Removing a permission, or the authorization, stops software that still uses it.',
    docs: `${part}/part-2#configure-the-application-s-access-to-the-api`,
    authorized: 'authorized',
    unauthorized: 'not authorized',
    uploadsOnly: 'the job only uploads',
    willBeRemoved: 'granted now, will be removed',
    organizationRequired:
      'The client grant requires an organization. Auth0 refuses token requests without one. To verify, run `timesheets-setup prove --organization ID`.',
    defaultOrganization: (id: string) =>
      `Tokens are issued for the organization ${id}, the application’s default.`,
    revokeBreaks: 'Auth0 will refuse the application new tokens for this API.',
    organizationBreaks:
      'Auth0 will refuse token requests that don’t match the new setting: with an organization if none is allowed, or without one if it’s required.',
    removeScopesBreaks: (scopes: readonly string[]) =>
      `The API will refuse software that runs as this application and uses ${scopes.join(', ')}, as soon as it gets a new token.`,
    removeAllScopesBreaks:
      'Today the application has every permission of this API, including future ones. The API will refuse software that uses a permission you didn’t select, as soon as it gets a new token.',
  },
  credentials: {
    token: {
      heading: 'Get a token from the API Explorer',
      steps: [
        'In the Dashboard, open Applications → APIs → Auth0 Management API.',
        'Open the API Explorer tab. The first time, select Create & Authorize Test Application.',
        'Select Copy Token, and paste the token here.',
      ],
      note: 'The token has every permission and expires after 24 hours.',
    },
    client: {
      heading: 'Sign in with an application',
      steps: [
        'In the Dashboard, open Applications → Create Application → Machine to Machine.',
        'Authorize it for the Auth0 Management API with these permissions:',
        'Copy its Client ID and Client Secret from Settings, and paste them here.',
      ],
      withKey: 'Set up Private Key JWT under its Credentials, and copy its Client ID.',
    },
  },
} as const;
