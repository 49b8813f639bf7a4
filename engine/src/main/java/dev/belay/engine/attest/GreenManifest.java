package dev.belay.engine.attest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The signed statement that a rollout was completed and what it was judged by: configuration,
 * binning, thresholds, evidence and baseline. Stateless and thread-safe.
 *
 * <p>It is one canonical JSON object: {@code manifest}, {@code algorithm} (Ed25519), {@code
 * publicKey} (base64 of X.509 SubjectPublicKeyInfo) and {@code signature} (base64), which is over
 * the canonical bytes of {@code manifest}. Any changed byte is noticed.
 */
public final class GreenManifest {
  private GreenManifest() {}

  /** The manifest with its signature, canonical JSON. */
  public static String sign(ManifestContent content, SigningKey key) {
    String manifest = CanonicalJson.canonicalText(ManifestJson.write(content).toString());
    byte[] signature = key.sign(manifest.getBytes(StandardCharsets.UTF_8));
    // The keys are in canonical order, and base64 needs no escapes.
    return "{\"algorithm\":\""
        + Ed25519.NAME
        + "\",\"manifest\":"
        + manifest
        + ",\"publicKey\":\""
        + key.publicKey()
        + "\",\"signature\":\""
        + Ed25519.base64(signature)
        + "\"}";
  }

  /**
   * Signs and writes a manifest; readers of the file see the old one or the new one, whole.
   *
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, ManifestContent content, SigningKey key) throws IOException {
    AtomicFile.write(file, sign(content, key).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Checks a manifest against the public key that stands in it: whole and unchanged, whoever signed
   * it.
   *
   * @return what is wrong; empty where it holds
   */
  public static Optional<String> verify(String text) {
    return verify(text, Optional.empty());
  }

  /**
   * Checks a manifest, and that it was signed with a key that is known.
   *
   * @param trustedKey the key's {@link SigningKey#publicKey}
   * @return what is wrong; empty where it holds
   */
  public static Optional<String> verify(String text, String trustedKey) {
    return verify(text, Optional.of(trustedKey));
  }

  private static Optional<String> verify(String text, Optional<String> trustedKey) {
    try {
      if (!CanonicalJson.canonicalText(text).equals(text)) {
        return Optional.of("the manifest is not canonical JSON; it was changed");
      }
      JsonNode json = JsonMapper.shared().readTree(text);
      if (!Ed25519.NAME.equals(json.path("algorithm").stringValue("")) || json.size() != 4) {
        return Optional.of("this is no manifest that is signed with " + Ed25519.NAME);
      }
      String publicKey = json.path("publicKey").stringValue("");
      if (trustedKey.isPresent() && !trustedKey.get().equals(publicKey)) {
        return Optional.of(
            "the manifest is signed with the key "
                + publicKey
                + ", not with the trusted one, "
                + trustedKey.get());
      }
      boolean holds =
          Ed25519.verify(
              Ed25519.ofPublic(decoded(publicKey)),
              CanonicalJson.canonicalize(json.path("manifest").toString()),
              decoded(json.path("signature").stringValue("")));
      return holds
          ? Optional.empty()
          : Optional.of("the signature is not that of this manifest; one of them was changed");
    } catch (IllegalArgumentException | JacksonException | GeneralSecurityException damaged) {
      return Optional.of("the manifest is damaged: " + damaged.getMessage());
    }
  }

  /** Base64 in its one canonical form: stray bits at the end would be a change unseen. */
  private static byte[] decoded(String base64) {
    byte[] bytes = Base64.getDecoder().decode(base64);
    if (!Ed25519.base64(bytes).equals(base64)) {
      throw new IllegalArgumentException("a key or signature is not canonical base64");
    }
    return bytes;
  }
}
