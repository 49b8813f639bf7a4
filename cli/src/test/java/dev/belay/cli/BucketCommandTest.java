package dev.belay.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class BucketCommandTest {
  private static final BigInteger RANGE = BigInteger.ONE.shiftLeft(64);

  @TempDir Path directory;

  @BeforeEach
  void writePlan() {
    plan(
        "bucketing: { salt: prod_2025, overrides: { microsoft/vscode: treatment, a/b: control } }");
  }

  private void plan(String spec) {
    String head = "apiVersion: belay/v1\nkind: Rollout\nmetadata: { key: calib-v22 }\nspec:\n  ";
    CliRun.write(directory.resolve("plan.yaml"), head + spec + "\n");
  }

  @Test
  void bucketsAndVariants_areThoseOfTheFormula() {
    List<String> keys = keys(500);
    JsonNode json = bucket(String.join("\n", keys) + "\n", "--percent", "30");
    Set<String> flips = new HashSet<>();
    int treated = 0;
    for (int i = 0; i < keys.size(); i++) {
      JsonNode entry = json.get("keys").get(i);
      BigInteger bucket = bucketOf(keys.get(i));
      boolean treatment = below(bucket, 30);
      treated += treatment ? 1 : 0;
      if (!treatment && below(bucket, 50)) {
        flips.add(keys.get(i));
      }
      assertThat(entry.get("key").asString()).isEqualTo(keys.get(i));
      assertThat(entry.get("bucket").asString()).isEqualTo(bucket.toString());
      assertThat(entry.get("variant").asString()).isEqualTo(treatment ? "treatment" : "control");
      assertThat(entry.propertyNames()).containsExactly("key", "bucket", "variant");
    }
    assertThat(json.get("keys").size()).isEqualTo(500);
    assertThat(json.get("treatment_share").asDouble()).isEqualTo(treated / 500.0);
    assertThat(json.get("nested").asBoolean()).isTrue();
    assertThat(json.get("next_stage").asString()).isEqualTo("Major");
    assertThat(texts(json.get("next_stage_flips"))).containsExactlyInAnyOrderElementsOf(flips);
    assertThat(flips).isNotEmpty();
  }

  @Test
  void theEvennessOfBuckets_isTestedOverEqualSlices() {
    List<String> keys = keys(47);
    double pValue = bucket(String.join("\n", keys)).get("uniformity_p_value").asDouble();
    // 9 slices, 8 degrees of freedom: the upper tail is a finite sum where they are even.
    int[] counts = new int[9];
    keys.forEach(key -> counts[sliceOf(bucketOf(key), 9)]++);
    double expected = 47 / 9.0;
    double half = Arrays.stream(counts).mapToDouble(c -> (c - expected) * (c - expected)).sum();
    half = half / expected / 2;
    double tail = 1 + half + half * half / 2 + half * half * half / 6;
    assertThat(pValue).isCloseTo(tail * Math.exp(-half), within(1e-12));
  }

  @Test
  void fewerThanTenDifferentKeys_areNotTested_andDuplicatesCountOnce() {
    JsonNode nine = bucket(String.join("\n", keys(9)) + "\n" + keys(1).get(0));
    assertThat(nine.get("uniformity_p_value").isNull()).isTrue();
    assertThat(nine.get("keys").size()).isEqualTo(10);
    assertThat(nine.get("distinct_keys").asInt()).isEqualTo(9);
    assertThat(bucket(String.join("\n", keys(10))).get("uniformity_p_value").isNull()).isFalse();

    JsonNode twice = bucket("microsoft/vscode\na/b\nmicrosoft/vscode\nmicrosoft/vscode\n");
    assertThat(twice.get("treatment_share").asDouble()).isEqualTo(0.5);
  }

  @Test
  void anOverride_decidesTheVariant_butTheBucketIsStillTheKeys() {
    JsonNode json = bucket("microsoft/vscode\na/b\n", "--percent", "100");
    JsonNode keys = json.get("keys");
    assertThat(keys.get(0).get("variant").asString()).isEqualTo("treatment");
    assertThat(keys.get(1).get("variant").asString()).isEqualTo("control");
    assertThat(keys.get(1).get("bucket").asString()).isEqualTo(bucketOf("a/b").toString());
    assertThat(json.get("next_stage").isNull()).isTrue();
    assertThat(json.get("next_stage_flips").size()).isZero();
  }

  @Test
  void atZeroPercent_everybodyFlipsAtTheFirstRungThatTreatsThem() {
    plan("ladder: [ { stage: All, percent: 100 } ]");
    JsonNode json = bucket("x\ny\nx\n", "--percent", "0");
    assertThat(json.get("treatment_share").asDouble()).isZero();
    assertThat(texts(json.get("next_stage_flips"))).containsExactly("x", "y");
  }

  @Test
  void aRolloutThatIsSwitchedOff_treatsNobody() {
    plan("enabled: false");
    JsonNode json = bucket("x\ny\n", "--percent", "100");
    assertThat(json.get("treatment_share").asDouble()).isZero();
    assertThat(json.get("keys").get(0).get("bucket").asString()).isNotEqualTo("0");
  }

  @Test
  void theDefaultPercentage_isTheFirstRungs() {
    assertThat(bucket("x\n").get("percent").asInt()).isEqualTo(5);
    plan("ladder: [ { stage: Sip, percent: 0.0001 }, { stage: Full, percent: 100 } ]");
    JsonNode json = bucket("x\n");
    assertThat(json.get("percent").decimalValue()).isEqualByComparingTo("0.0001");
    assertThat(json.get("next_stage").asString()).isEqualTo("Full");
  }

  @Test
  void percentages_areExact_alsoWhereADoubleWouldRound() {
    plan(
        "ladder: [ { stage: Most, percent: 99.99999999999999999999 }, { stage: All, percent: 100 } ]");
    byte[] keys = "x\n".getBytes(UTF_8);
    assertThat(run(keys, "--json").out())
        .contains("\n  \"percent\": 99.99999999999999999999,\n", "\"next_percent\": 100,");
    assertThat(run(keys).out()).startsWith("calib-v22 at 99.99999999999999999999 %\n");
    String percent = "0.000000000000000000000000000001";
    assertThat(run(keys, "--json", "--percent", percent).out())
        .contains(
            "\n  \"percent\": " + percent + ",\n", "\"next_percent\": 99.99999999999999999999,");
    assertThat(run(keys, "--percent", percent).out())
        .contains("at " + percent + " %", "Most at 99.99999999999999999999 %");
  }

  @Test
  void aStrategyWithoutNesting_isReported_andTheAnswerIsNo() {
    plan("bucketing: { strategy: random }");
    CliRun run = run(String.join("\n", keys(200)).getBytes(UTF_8), "--json");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(JsonText.parse(run.out()).get("nested").asBoolean()).isFalse();
  }

  @Test
  void nothingIsTrimmed_andOnlyLineFeedsEndLines() {
    JsonNode keys = bucket(" a \n\t\nb\r\n\u2028\n\uFEFFc\n\uD83D\uDE00").get("keys");
    assertThat(texts(keys, "key"))
        .containsExactly(" a ", "\t", "b\r", "\u2028", "\uFEFFc", "\uD83D\uDE00");
  }

  @Test
  void whatIsMostLikelyNotMeant_isWarnedAbout() {
    CliRun run = run("\uFEFFa\r\nb\n".getBytes(UTF_8));
    assertThat(run.exitCode()).isZero();
    assertThat(run.errLines()).hasSize(2).allMatch(line -> line.startsWith("belay: warning: "));
    assertThat(run("a\nb\n".getBytes(UTF_8)).err()).isEmpty();
  }

  @Test
  void controlCharactersOfAKey_doNotReachTheTerminal() {
    assertThat(run("\u001b[2Jx\n".getBytes(UTF_8)).out()).contains("\\u001b[2Jx");
  }

  @Test
  void badKeys_areNamedByTheirPlace() {
    assertBad("".getBytes(UTF_8), "keys.txt: holds no key");
    assertBad("\n".getBytes(UTF_8), "keys.txt:1:1: this line is empty");
    assertBad("a\n\nb".getBytes(UTF_8), "keys.txt:2:1: this line is empty");
    assertBad("a\n\n".getBytes(UTF_8), "keys.txt:2:1: this line is empty");
    assertBad("a\nxy\u00e9".getBytes(ISO_8859_1), "keys.txt:2:3: this is not UTF-8");
    assertBad("a\u00ff\nb".getBytes(ISO_8859_1), "keys.txt:1:2: this is not UTF-8");
    assertBad(
        ("a\n" + "x".repeat(65_537)).getBytes(UTF_8), "keys.txt:2:1: this key has 65537 bytes");
  }

  @Test
  void theLongestKey_isTaken() {
    assertThat(run("x".repeat(65_536).getBytes(UTF_8)).exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "101", "5%", "abc", "", "1e1", "NaN", "0x5"})
  void aPercentageThatIsNone_isBadUsage(String percent) {
    CliRun run = run("a\n".getBytes(UTF_8), "--percent=" + percent);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("belay: ").contains("percent");
  }

  @Test
  void anInvalidPlan_isRefused_withEveryFault() {
    plan("enabled: maybe\n  lease: -3s");
    CliRun run = run("a\n".getBytes(UTF_8));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.errLines()).hasSize(2);
    assertThat(run.err()).contains("plan.yaml:5:", "spec.enabled", "plan.yaml:6:", "spec.lease");
  }

  @Test
  void theTable_showsTheSameAnswer() {
    String out = run(String.join("\n", keys(30)).getBytes(UTF_8)).out();
    assertThat(out).contains("calib-v22 at 5 %", "at 25 %", "different keys", "nested      yes");
    keys(30).forEach(key -> assertThat(out).contains(bucketOf(key) + "  ", "  " + key + "\n"));
  }

  @Test
  void distinctKeys_areThoseOfASet() {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      keys.add("k" + i * 7919 % 6007);
    }
    assertThat(bucket(String.join("\n", keys)).get("distinct_keys").asInt())
        .isEqualTo(new HashSet<>(keys).size());
  }

  private void assertBad(byte[] keys, String message) {
    CliRun run = run(keys, "--json");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("belay: " + message);
  }

  private JsonNode bucket(String keys, String... options) {
    String[] withJson = Arrays.copyOf(options, options.length + 1);
    withJson[options.length] = "--json";
    CliRun run = run(keys.getBytes(UTF_8), withJson);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return JsonText.parse(run.out());
  }

  private CliRun run(byte[] keys, String... options) {
    try {
      Files.write(directory.resolve("keys.txt"), keys);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    List<String> args = new ArrayList<>(List.of("bucket", "-f", "plan.yaml", "--keys", "keys.txt"));
    args.addAll(List.of(options));
    return CliRun.in(directory, args.toArray(new String[0]));
  }

  private static List<String> keys(int count) {
    return IntStream.range(0, count).mapToObj(i -> "owner/repository-" + i).toList();
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).collect(Collectors.toList());
  }

  private static List<String> texts(JsonNode array, String name) {
    return array.valueStream().map(node -> node.get(name).asString()).collect(Collectors.toList());
  }

  /** DESIGN.md's formula, written another way. */
  private static BigInteger bucketOf(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(("prod_2025\0" + key).getBytes(UTF_8));
      return new BigInteger(1, Arrays.copyOf(hash, 8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean below(BigInteger bucket, int percent) {
    return bucket
            .multiply(BigInteger.valueOf(100))
            .compareTo(RANGE.multiply(BigInteger.valueOf(percent)))
        < 0;
  }

  private static int sliceOf(BigInteger bucket, int slices) {
    return bucket.multiply(BigInteger.valueOf(slices)).shiftRight(64).intValueExact();
  }
}
