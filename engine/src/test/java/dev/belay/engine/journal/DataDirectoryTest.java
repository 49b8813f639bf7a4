package dev.belay.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir Path parent;

  /** Holds a directory until its input ends. */
  public static final class Child {
    private Child() {}

    /** {@code directory}. */
    public static void main(String[] arguments) throws IOException {
      try (DataDirectory held = DataDirectory.open(Path.of(arguments[0]))) {
        System.out.println("holds " + held.path());
        System.in.read();
      } catch (DirectoryHeldException refused) {
        System.exit(3);
      }
      System.out.println("released");
    }
  }

  private Path data() {
    return parent.resolve("a/data");
  }

  private static long self() {
    return ProcessHandle.current().pid();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no POSIX permissions")
  void aNewDirectory_isItsOwnersOnly() throws IOException {
    try (DataDirectory held = DataDirectory.open(data())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(held.path())))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void aSecondHolderInThisProcess_isRefused() throws IOException {
    Files.createDirectories(data());
    Path link = Files.createSymbolicLink(parent.resolve("link"), data());
    try (DataDirectory held = DataDirectory.open(data())) {
      for (Path path : new Path[] {data(), link, parent.resolve("a/./../a/data")}) {
        assertThatThrownBy(() -> DataDirectory.open(path))
            .isInstanceOf(DirectoryHeldException.class)
            .hasMessage(
                "the data directory "
                    + held.path()
                    + " is held by process "
                    + self()
                    + "; end that one first, or name another directory");
        assertThat(DataDirectory.isHeld(path)).isTrue();
        assertThat(DataDirectory.holder(path)).contains(self());
      }
    }
  }

  @Test
  void close_releasesItAndMayBeCalledTwice() {
    DataDirectory first = DataDirectory.open(data());
    first.close();
    assertThat(DataDirectory.isHeld(data())).isFalse();
    assertThat(DataDirectory.holder(data())).isEmpty();
    try (DataDirectory second = DataDirectory.open(data())) {
      first.close();
      assertThat(DataDirectory.isHeld(second.path())).isTrue();
    }
  }

  @Test
  void aDirectoryThatIsNotThere_isNotHeld() {
    assertThat(DataDirectory.isHeld(data())).isFalse();
    assertThat(DataDirectory.holder(data())).isEmpty();
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void aDirectoryThatIsAFile_isRefused() throws IOException {
    Path file = Files.writeString(parent.resolve("file"), "x");
    for (Path path : new Path[] {file, file.resolve("data")}) {
      assertThatThrownBy(() -> DataDirectory.open(path))
          .isInstanceOf(JournalException.class)
          .hasMessageStartingWith("the data directory " + path + " cannot be made or written")
          .hasMessageEndingWith("; name one that this user may write");
    }
  }

  @Test
  void anotherProcess_isNamedAndItsDeathReleases() throws Exception {
    Process child = ChildJvm.start(Child.class, data().toString());
    try (BufferedReader said = reader(child)) {
      assertThat(said.readLine()).startsWith("holds ");
      for (int i = 0; i < 2; i++) {
        assertThat(DataDirectory.isHeld(data())).isTrue();
        assertThat(DataDirectory.holder(data())).contains(child.pid());
        assertThatThrownBy(() -> DataDirectory.open(data()))
            .isInstanceOf(DirectoryHeldException.class)
            .hasMessageContaining(" is held by process " + child.pid() + "; end that one first");
      }
    } finally {
      child.destroyForcibly().waitFor();
    }
    assertThat(DataDirectory.isHeld(data())).isFalse();
    assertThat(DataDirectory.holder(data())).isEmpty();
    DataDirectory.open(data()).close();
  }

  @Test
  void asking_neverStandsInTheWayOfOpeningNorReleases() throws Exception {
    DataDirectory held = DataDirectory.open(data());
    assertThat(DataDirectory.isHeld(data())).isTrue();
    Process second = ChildJvm.start(Child.class, data().toString());
    assertThat(second.waitFor()).isEqualTo(3);
    held.close();
    Process third = ChildJvm.start(Child.class, data().toString());
    try (BufferedReader said = reader(third)) {
      assertThat(said.readLine()).startsWith("holds ");
      third.getOutputStream().close();
      assertThat(said.readLine()).isEqualTo("released");
    }
    assertThat(third.waitFor()).isZero();
  }

  private static BufferedReader reader(Process child) {
    return new BufferedReader(
        new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
  }
}
