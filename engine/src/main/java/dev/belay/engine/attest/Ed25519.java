package dev.belay.engine.attest;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** Ed25519 (RFC 8032) as the JDK has it. Stateless. */
final class Ed25519 {
  static final String NAME = "Ed25519";

  private Ed25519() {}

  static KeyPair generate() {
    try {
      return KeyPairGenerator.getInstance(NAME).generateKeyPair();
    } catch (GeneralSecurityException everyPlatformHasIt) {
      throw new IllegalStateException("this Java has no Ed25519", everyPlatformHasIt);
    }
  }

  /** The pair of a PKCS#8 private key. */
  static KeyPair ofPrivate(byte[] pkcs8) throws GeneralSecurityException {
    PrivateKey key = KeyFactory.getInstance(NAME).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    byte[] seed =
        ((EdECPrivateKey) key)
            .getBytes()
            .orElseThrow(() -> new GeneralSecurityException("the key holds no seed"));
    // The JDK derives the public key only while it makes a pair: let it make this very one.
    KeyPairGenerator generator = KeyPairGenerator.getInstance(NAME);
    generator.initialize(NamedParameterSpec.ED25519, new Seeded(seed));
    PublicKey derived = generator.generateKeyPair().getPublic();
    byte[] proof = {1, 2, 3};
    if (!verify(derived, proof, sign(key, proof))) {
      throw new GeneralSecurityException("this Java derives another public key");
    }
    return new KeyPair(derived, key);
  }

  static PublicKey ofPublic(byte[] x509) throws GeneralSecurityException {
    return KeyFactory.getInstance(NAME).generatePublic(new X509EncodedKeySpec(x509));
  }

  static byte[] sign(PrivateKey key, byte[] bytes) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(NAME);
    signature.initSign(key);
    signature.update(bytes);
    return signature.sign();
  }

  static boolean verify(PublicKey key, byte[] bytes, byte[] signed)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance(NAME);
    signature.initVerify(key);
    signature.update(bytes);
    return signature.verify(signed);
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Gives the bytes of a seed as if they were random. */
  private static final class Seeded extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final byte[] seed;

    Seeded(byte[] seed) {
      this.seed = seed.clone();
    }

    @Override
    public void nextBytes(byte[] bytes) {
      if (bytes.length != seed.length) {
        throw new IllegalStateException("a seed of " + bytes.length + " bytes was asked for");
      }
      System.arraycopy(seed, 0, bytes, 0, seed.length);
    }
  }
}
