package dev.belay.lab;

import dev.belay.engine.simulate.LadderOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What was simulated before by the very same classes, so that a study that was broken off goes on
 * where it was. Not thread-safe.
 */
final class Outcomes {
  private static final int SHORT = 16;
  private static final Pattern SPACE = Pattern.compile(" ");

  private final Path directory;

  /**
   * One line of a table.
   *
   * @param cpuNanos what it took to simulate
   * @param ladders what became of each; what they waited for is not kept
   */
  record Kept(long cpuNanos, List<LadderOutcome> ladders) {}

  /**
   * Keeps outcomes in a directory.
   *
   * @param directory made if missing; holds a directory for each version of the classes
   * @throws UncheckedIOException if the classes cannot be read
   */
  Outcomes(Path directory) {
    this.directory = directory.resolve(fingerprint());
  }

  /** A fingerprint of every class that a simulation may depend on. */
  private static String fingerprint() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      List<URI> places = new ArrayList<>();
      for (Class<?> some :
          List.of(Outcomes.class, LadderOutcome.class, dev.belay.plan.RolloutPlan.class)) {
        URI place = URI.create(some.getProtectionDomain().getCodeSource().getLocation().toString());
        if (!places.contains(place)) {
          places.add(place);
          addAll(digest, Path.of(place));
        }
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, SHORT);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void addAll(MessageDigest digest, Path place) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(place)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      digest.update(Files.readAllBytes(file));
    }
  }

  private Path file(String key) {
    return directory.resolve(key.replaceAll("[^A-Za-z0-9.]+", "-") + ".txt");
  }

  /** What was kept under a key; empty where nothing was, or it was broken off. */
  Optional<Kept> read(String key) throws IOException {
    Path file = file(key);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file);
    List<LadderOutcome> ladders = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      long[] values = SPACE.splitAsStream(line).mapToLong(Long::parseLong).toArray();
      ladders.add(
          new LadderOutcome(values[0], values[1], values[2], values[3], values[4], values[5], List.of()));
    }
    return Optional.of(new Kept(Long.parseLong(lines.get(0)), ladders));
  }

  /** Keeps a line; a reader sees all of it or nothing. */
  void write(String key, Kept kept) throws IOException {
    StringBuilder text = new StringBuilder().append(kept.cpuNanos()).append('\n');
    for (LadderOutcome each : kept.ladders()) {
      text.append(each.revertedNanos()).append(' ').append(each.faultNanos()).append(' ');
      text.append(each.fullNanos()).append(' ').append(each.exposed()).append(' ');
      text.append(each.treated()).append(' ').append(each.queries()).append('\n');
    }
    Files.createDirectories(directory);
    Path part = Files.createTempFile(directory, "part", "");
    Files.writeString(part, text, StandardCharsets.UTF_8);
    Files.move(part, file(key), StandardCopyOption.ATOMIC_MOVE);
  }
}
