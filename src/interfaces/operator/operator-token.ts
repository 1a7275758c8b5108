/** The operator's own token: whoever may read the region's signing keys may run its commands. Lasts a minute. */
import { jwtVerify, SignJWT } from 'jose';
import type { SigningKeys } from '#sign-in';

const lifeSeconds = 60;

function audience(publicUrl: string): string {
  return `${publicUrl}/operator`;
}

export async function signOperatorToken(keys: SigningKeys, publicUrl: string): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: keys.newest.kid, typ: 'operator+jwt' })
    .setSubject('operator')
    .setAudience(audience(publicUrl))
    .setIssuedAt()
    .setExpirationTime(`${lifeSeconds}s`)
    .sign(keys.newest.privateKey);
}

export async function isOperatorToken(keys: SigningKeys, publicUrl: string, token: string): Promise<boolean> {
  try {
    await jwtVerify(
      token,
      (header) => {
        const key = header.kid === undefined ? undefined : keys.byKid.get(header.kid);
        if (key === undefined) throw new Error('unknown key');
        return key.publicKey;
      },
      {
        algorithms: ['ES256'],
        audience: audience(publicUrl),
        subject: 'operator',
        typ: 'operator+jwt',
        maxTokenAge: lifeSeconds,
      },
    );
    return true;
  } catch {
    return false;
  }
}
