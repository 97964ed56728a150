/**
 * What a field of an API means that the tenant leaves out of its answers.
 * https://auth0.com/docs/api/management/v2/resource-servers/post-resource-servers
 */
export const absentMeans = {signingAlg: 'RS256', tokenDialect: 'access_token'} as const;
