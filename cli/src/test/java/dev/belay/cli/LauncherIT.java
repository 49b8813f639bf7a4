package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher in a small checkout of its own, whose {@code mvnw} notes each build and copies the
 * jar that this build made.
 */
class LauncherIT {
  private static final String VERSION = "belay \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R";

  @TempDir Path dir;

  private Path checkout;
  private Path elsewhere;

  @BeforeEach
  void makeCheckout() throws IOException {
    checkout = Files.createDirectory(dir.resolve("a checkout"));
    elsewhere = Files.createDirectory(dir.resolve("elsewhere"));
    Files.createDirectories(checkout.resolve("cli/src/main/java"));
    Files.createDirectory(checkout.resolve(".mvn"));
    Files.writeString(checkout.resolve("pom.xml"), "<project />\n");
    Files.writeString(checkout.resolve("cli/src/main/java/A.java"), "class A {}\n");
    script(checkout.resolve("belay"), Files.readString(Shell.ROOT.resolve("belay")));
    mvnw("mkdir -p cli/target && cp '" + Shell.JAR + "' cli/target/belay-next.jar");
  }

  @Test
  void firstRun_buildsWithANoticeAndPrintsOnlyTheCommandsOutput() throws Exception {
    Shell.Result result = belay("--version");
    assertThat(result.stdout()).matches(VERSION);
    assertThat(result.stderr()).hasLineCount(1).startsWith("belay: building the runnable jar");
    assertThat(result.exit()).isZero();
    assertThat(checkout.resolve(".belay-build.lock")).doesNotExist();
  }

  @Test
  void secondRun_buildsNothing() throws Exception {
    belay("--version");
    Shell.Result again = belay("--version");
    assertThat(again.stdout()).matches(VERSION);
    assertThat(again.stderr()).isEmpty();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void aSourceNewerThanTheJar_buildsAgainOnceARun() throws Exception {
    belay("--version");
    Files.setLastModifiedTime(
        checkout.resolve("cli/src/main/java/A.java"), FileTime.from(Instant.now().plusSeconds(2)));
    belay("--version");
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void twoAtOnce_buildOnceAndBothRun() throws Exception {
    Shell.Running first = shell().start("sh", launcher(), "--version");
    Shell.Running second = shell().start("sh", launcher(), "--version");
    assertThat(List.of(first.end().stdout(), second.end().stdout()))
        .allSatisfy(out -> assertThat(out).matches(VERSION));
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void aLockOfADeadProcess_isTakenAway() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Files.writeString(checkout.resolve(".belay-build.lock"), dead.pid() + "\n");
    assertThat(belay("--version").stdout()).matches(VERSION);
  }

  @Test
  void aSymbolicLink_findsTheCheckout() throws Exception {
    Path link = Files.createSymbolicLink(elsewhere.resolve("belay"), Path.of(launcher()));
    assertThat(shell().run("sh", link.toString(), "--version").stdout()).matches(VERSION);
  }

  @Test
  void aFailedBuild_showsItsOutputOnStandardErrorAndExitsWith2() throws Exception {
    mvnw("echo '[ERROR] A.java: cannot find symbol'; exit 1");
    Shell.Result result = belay("--version");
    assertThat(result.stdout()).isEmpty();
    assertThat(result.stderr()).contains("A.java: cannot find symbol", "belay: the build failed");
    assertThat(result.exit()).isEqualTo(2);
  }

  @Test
  void anOldJava_isNamedInOneSentence() throws Exception {
    Path home = Files.createDirectories(dir.resolve("jdk11/bin")).getParent();
    script(home.resolve("bin/java"), "#!/bin/sh\n");
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
    Shell.Result result =
        Shell.in(elsewhere).with("JAVA_HOME", home.toString()).run("sh", launcher(), "--version");
    assertThat(result.stderr())
        .hasLineCount(1)
        .startsWith("belay: Java 17 or newer is needed")
        .contains("11.0.2");
    assertThat(result.exit()).isEqualTo(2);
  }

  @Test
  void aMissingJava_isNamedInOneSentence() throws Exception {
    Shell.Result result =
        Shell.in(elsewhere).with("JAVA_HOME", dir + "/none").run("sh", launcher(), "--version");
    assertThat(result.stderr()).hasLineCount(1).startsWith("belay: JAVA_HOME is");
    assertThat(result.exit()).isEqualTo(2);
  }

  private Shell shell() {
    String home = Shell.JAVA.getParent().getParent().toString();
    return Shell.in(elsewhere).with("JAVA_HOME", home);
  }

  private Shell.Result belay(String... arguments) throws IOException, InterruptedException {
    String[] command = new String[arguments.length + 2];
    command[0] = "sh";
    command[1] = launcher();
    System.arraycopy(arguments, 0, command, 2, arguments.length);
    return shell().run(command);
  }

  private String launcher() {
    return checkout.resolve("belay").toString();
  }

  private long builds() throws IOException {
    return Files.readAllLines(checkout.resolve("builds")).size();
  }

  private void mvnw(String build) throws IOException {
    script(checkout.resolve("mvnw"), "#!/bin/sh\nset -e\necho built >> builds\n" + build + "\n");
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
