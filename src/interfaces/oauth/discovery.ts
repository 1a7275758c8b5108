/** What the region says of itself to apps and clients: SMART App Launch 2.2, "Conformance"; OpenID Connect Discovery 1.0. */
const signing = ['RS384', 'ES384', 'ES256'] as const;

function endpoints(publicUrl: string) {
  return {
    issuer: publicUrl,
    jwks_uri: `${publicUrl}/oauth2/jwks`,
    authorization_endpoint: `${publicUrl}/oauth2/authorize`,
    token_endpoint: `${publicUrl}/oauth2/token`,
    token_endpoint_auth_methods_supported: ['private_key_jwt', 'none'],
    token_endpoint_auth_signing_alg_values_supported: signing,
    introspection_endpoint: `${publicUrl}/oauth2/introspect`,
    introspection_endpoint_auth_methods_supported: ['private_key_jwt'],
    introspection_endpoint_auth_signing_alg_values_supported: signing,
    revocation_endpoint: `${publicUrl}/oauth2/revoke`,
    revocation_endpoint_auth_methods_supported: ['private_key_jwt', 'none'],
    revocation_endpoint_auth_signing_alg_values_supported: signing,
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
  };
}

const otherScopes = ['openid', 'fhirUser', 'launch', 'launch/patient', 'offline_access', 'online_access'];

export function smartConfiguration(publicUrl: string) {
  return {
    ...endpoints(publicUrl),
    management_endpoint: `${publicUrl}/my/connected-apps`,
    scopes_supported: [
      ...otherScopes,
      'patient/*.rs',
      'user/*.rs',
      'system/*.cruds',
      'patient/*.read',
      'user/*.read',
      'system/*.read',
      'system/*.write',
    ],
    capabilities: [
      'launch-ehr',
      'launch-standalone',
      'client-public',
      'client-confidential-asymmetric',
      'sso-openid-connect',
      'context-banner',
      'context-ehr-patient',
      'context-standalone-patient',
      'permission-offline',
      'permission-online',
      'permission-patient',
      'permission-user',
      'permission-v1',
      'permission-v2',
    ],
  };
}

export function openidConfiguration(publicUrl: string) {
  return {
    ...endpoints(publicUrl),
    scopes_supported: otherScopes,
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['ES256'],
    claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'fhirUser'],
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
  };
}
