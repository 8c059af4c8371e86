/** Passkeys: the browser asks its person, and answers for him. Throws where it cannot, or where the person says no. */

/** A new one; `options` and the answer are JSON, as the server speaks it. */
export async function makePasskey(options: object): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON)
  // With a secret of its own, where the authenticator has them: what is kept for its person is sealed to that (tips.md 2).
  return json(await navigator.credentials.create({ publicKey: { ...publicKey, extensions: { prf: {} } } }))
}

/** One that there is. */
export async function usePasskey(options: object): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON)
  return json(await navigator.credentials.get({ publicKey }))
}

function json(credential: Credential | null): unknown {
  if (credential === null) throw new DOMException('no credential', 'NotAllowedError')
  const said = (credential as PublicKeyCredential).toJSON() as { clientExtensionResults?: unknown }
  return { ...said, clientExtensionResults: {} } // what extensions give is this phone's own
}
