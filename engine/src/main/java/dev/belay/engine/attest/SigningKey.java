package dev.belay.engine.attest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Base64;

/** An Ed25519 key that signs manifests and checkpoints. Immutable and thread-safe. */
public final class SigningKey {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";
  private static final int LINE = 64;

  private final KeyPair pair;

  private SigningKey(KeyPair pair) {
    this.pair = pair;
  }

  /**
   * The key in a file; where there is no file, a new key, and the file is created: PKCS#8 in PEM,
   * as {@code openssl genpkey -algorithm ed25519} makes it, for its owner alone where the file
   * system knows owners. A file that is there is never changed. Of several processes that create it
   * at once, one does, and all get its key.
   *
   * @throws IOException if the file cannot be read or created, or holds no such key; the message
   *     says what to do
   */
  public static SigningKey loadOrCreate(Path file) throws IOException {
    if (Files.exists(file)) {
      return load(file);
    }
    KeyPair pair = Ed25519.generate();
    try {
      AtomicFile.createPrivate(file, pem(pair).getBytes(StandardCharsets.US_ASCII));
      return new SigningKey(pair);
    } catch (FileAlreadyExistsException created) {
      return load(file);
    }
  }

  private static String pem(KeyPair pair) {
    byte[] lineFeed = {'\n'};
    return BEGIN
        + "\n"
        + Base64.getMimeEncoder(LINE, lineFeed).encodeToString(pair.getPrivate().getEncoded())
        + "\n"
        + END
        + "\n";
  }

  private static SigningKey load(Path file) throws IOException {
    try {
      String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
      if (!text.startsWith(BEGIN) || !text.endsWith(END) || text.length() < BEGIN.length() * 2) {
        throw new GeneralSecurityException("it is no private key in PEM");
      }
      String body = text.substring(BEGIN.length(), text.length() - END.length());
      byte[] pkcs8 = Base64.getDecoder().decode(body.replaceAll("\\s", ""));
      return new SigningKey(Ed25519.ofPrivate(pkcs8));
    } catch (GeneralSecurityException | IllegalArgumentException | IOException damaged) {
      throw new IOException(
          "the signing key in "
              + file
              + " cannot be used ("
              + damaged.getMessage()
              + "); restore it from a backup, or move it away for a new one",
          damaged);
    }
  }

  /** The public key: base64 of its X.509 SubjectPublicKeyInfo. */
  public String publicKey() {
    return Ed25519.base64(pair.getPublic().getEncoded());
  }

  /** The signature of bytes, 64 bytes; equal bytes have equal signatures. */
  public byte[] sign(byte[] bytes) {
    try {
      return Ed25519.sign(pair.getPrivate(), bytes);
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("this Java cannot sign with Ed25519", broken);
    }
  }

  /** Only the public key: the private one is in no text. */
  @Override
  public String toString() {
    return "SigningKey[" + publicKey() + "]";
  }
}
