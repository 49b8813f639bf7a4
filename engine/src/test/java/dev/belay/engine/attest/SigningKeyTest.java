package dev.belay.engine.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {
  private static final byte[] BYTES = "what is signed".getBytes(StandardCharsets.UTF_8);

  @TempDir Path directory;

  private static boolean verifies(String publicKey, byte[] bytes, byte[] signature)
      throws GeneralSecurityException {
    return Ed25519.verify(
        Ed25519.ofPublic(Base64.getDecoder().decode(publicKey)), bytes, signature);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }

  @Test
  void isCreatedOnceAndLoadedAfterwards() throws Exception {
    Path file = directory.resolve("belay.key");
    SigningKey created = SigningKey.loadOrCreate(file);
    byte[] content = Files.readAllBytes(file);
    SigningKey loaded = SigningKey.loadOrCreate(file);
    assertThat(loaded.publicKey()).isEqualTo(created.publicKey());
    assertThat(loaded.sign(BYTES)).isEqualTo(created.sign(BYTES)).hasSize(64);
    assertThat(verifies(created.publicKey(), BYTES, loaded.sign(BYTES))).isTrue();
    assertThat(Files.readAllBytes(file)).isEqualTo(content);
    assertThat(names()).containsExactly("belay.key");
    assertThat(SigningKey.loadOrCreate(directory.resolve("other.key")).publicKey())
        .isNotEqualTo(created.publicKey());
  }

  @Test
  void onlyItsOwnerMayReadIt() throws IOException {
    Path file = directory.resolve("deeper/belay.key");
    SigningKey.loadOrCreate(file);
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  /** RFC 8032, section 7.1, test 2. */
  @Test
  void aKeyOfAnotherToolIsTaken() throws Exception {
    Path file = directory.resolve("openssl.key");
    byte[] seed =
        HexFormat.of().parseHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    byte[] prefix = HexFormat.of().parseHex("302e020100300506032b657004220420");
    byte[] pkcs8 = Arrays.copyOf(prefix, prefix.length + seed.length);
    System.arraycopy(seed, 0, pkcs8, prefix.length, seed.length);
    Files.writeString(
        file,
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getEncoder().encodeToString(pkcs8)
            + "\n-----END PRIVATE KEY-----\n");
    SigningKey key = SigningKey.loadOrCreate(file);
    assertThat(HexFormat.of().formatHex(Base64.getDecoder().decode(key.publicKey())))
        .endsWith("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    assertThat(HexFormat.of().formatHex(key.sign(new byte[] {0x72})))
        .isEqualTo(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  }

  @Test
  void aDamagedFileIsOneClearErrorAndStaysAsItIs() throws IOException {
    Path good = directory.resolve("good.key");
    SigningKey.loadOrCreate(good);
    String text = Files.readString(good);
    for (String damaged :
        List.of(
            "",
            "nonsense",
            text.substring(0, 60),
            text.replace("PRIVATE", "PUBLIC"),
            text.replace("MC4C", "MC5C"),
            "-----BEGIN PRIVATE KEY-----\n\n-----END PRIVATE KEY-----\n",
            text.replace("2VwB", "2V*B"))) {
      Path file = directory.resolve("damaged.key");
      Files.writeString(file, damaged);
      assertThatThrownBy(() -> SigningKey.loadOrCreate(file))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("the signing key in " + file + " cannot be used (")
          .hasMessageEndingWith("; restore it from a backup, or move it away for a new one");
      assertThat(Files.readString(file)).isEqualTo(damaged);
    }
  }

  @Test
  void severalThatCreateItAtOnceGetTheSameKey() throws Exception {
    Path file = directory.resolve("shared.key");
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<String>> tasks = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        tasks.add(() -> SigningKey.loadOrCreate(file).publicKey());
      }
      List<String> keys = new ArrayList<>();
      for (Future<String> key : threads.invokeAll(tasks)) {
        keys.add(key.get());
      }
      assertThat(keys).containsOnly(SigningKey.loadOrCreate(file).publicKey());
      assertThat(names()).containsExactly("shared.key");
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void thePrivateKeyIsInNoText() throws IOException {
    SigningKey key = SigningKey.loadOrCreate(directory.resolve("k"));
    assertThat(key.toString()).isEqualTo("SigningKey[" + key.publicKey() + "]");
  }
}
