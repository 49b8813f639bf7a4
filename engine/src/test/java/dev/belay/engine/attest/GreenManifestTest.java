package dev.belay.engine.attest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.calibration.SharedBinningConfig;
import dev.belay.drift.DriftMonitor;
import dev.belay.drift.HealthReport;
import dev.belay.engine.Conformance;
import dev.belay.engine.drift.WeekTraffic;
import dev.belay.flag.Variant;
import dev.belay.gate.Comparison;
import dev.belay.gate.GateKey;
import dev.belay.gate.GateResult;
import dev.belay.gate.Verdict;
import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GreenManifestTest {
  private static final RolloutPlan PLAN = RolloutPlan.calibV22();
  private static final Instant TIME = Instant.parse("2025-06-07T08:09:10.123456789Z");

  @TempDir Path directory;
  private SigningKey key;
  private Summary baseline;

  @BeforeEach
  void prepare() throws IOException {
    key = SigningKey.loadOrCreate(directory.resolve("belay.key"));
    Summary served = WeekTraffic.some(7);
    baseline = new Summary(served.layout());
    baseline.mergeAsControl(served, Variant.TREATMENT);
  }

  private ManifestContent content() {
    Summary stage = WeekTraffic.some(8);
    HealthReport health = new DriftMonitor(PLAN).assess(stage, Optional.of(baseline), 100);
    GateResult overall =
        new GateResult(
            GateKey.overall("p99Latency"),
            Verdict.PASS,
            OptionalDouble.of(397.5),
            OptionalDouble.of(1000),
            "us",
            500,
            100,
            Comparison.LIMIT,
            1,
            true,
            false,
            "",
            Optional.empty());
    GateResult slice =
        new GateResult(
            new GateKey("aeceMinusTau", "definition:\u0434\u2028\""),
            Verdict.INSUFFICIENT,
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            "",
            3,
            100,
            Comparison.LIMIT,
            1,
            true,
            false,
            "labels",
            Optional.empty());
    return new ManifestContent(
        PLAN,
        3,
        SharedBinningConfig.DEFAULT,
        TIME,
        List.of(overall, slice),
        health,
        Optional.of(baseline));
  }

  @Test
  void aSignedManifestHolds() throws Exception {
    String text = GreenManifest.sign(content(), key);
    assertThat(GreenManifest.verify(text)).isEmpty();
    assertThat(GreenManifest.verify(text, key.publicKey())).isEmpty();
    assertThat(CanonicalJson.canonicalText(text)).isEqualTo(text);

    JsonNode json = JsonMapper.shared().readTree(text);
    assertThat(json.propertyNames())
        .containsExactly("algorithm", "manifest", "publicKey", "signature");
    JsonNode manifest = json.path("manifest");
    assertThat(manifest.path("fingerprint").stringValue())
        .isEqualTo(PlanFingerprint.of(PLAN, 3).toString());
    assertThat(manifest.path("key").stringValue()).isEqualTo("calib-v22");
    assertThat(manifest.path("revision").intValue()).isEqualTo(3);
    assertThat(manifest.path("time").stringValue()).isEqualTo(TIME.toString());
    assertThat(manifest.path("binning").path("hash").stringValue())
        .isEqualTo(SharedBinningConfig.DEFAULT.configurationHash());
    JsonNode thresholds = manifest.path("thresholds");
    assertThat(thresholds.path("gates").path("p99Latency").path("limit").stringValue())
        .isEqualTo("1ms");
    assertThat(thresholds.path("drift").path("clampFail").doubleValue()).isEqualTo(0.1);
    assertThat(manifest.path("ladder").size()).isEqualTo(4);
    JsonNode evidence = manifest.path("evidence");
    assertThat(evidence.path("gates").path(0).path("verdict").stringValue()).isEqualTo("pass");
    assertThat(evidence.path("gates").path(1).has("estimate")).isFalse();
    assertThat(evidence.path("health").path("status").stringValue()).isEqualTo("green");
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(SummaryCodec.encode(baseline));
    assertThat(manifest.path("baseline").path("sha256").stringValue())
        .isEqualTo(HexFormat.of().formatHex(digest));
    assertThat(manifest.path("baseline").path("observations").intValue()).isEqualTo(500);
  }

  @Test
  void anyChangedByteIsNoticed() {
    byte[] good = GreenManifest.sign(bare(), key).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= (byte) (1 << (i % 7));
      String text = new String(bad, StandardCharsets.UTF_8);
      assertThat(GreenManifest.verify(text)).as("byte %d: %s", i, text).isPresent();
    }
  }

  private static ManifestContent bare() {
    return new ManifestContent(
        PLAN, 1, SharedBinningConfig.DEFAULT, TIME, List.of(), HealthReport.NONE, Optional.empty());
  }

  @Test
  void additionsAndOmissionsAreNoticed() {
    String good = GreenManifest.sign(content(), key);
    for (String bad :
        List.of(
            "",
            "null",
            "{}",
            "[]",
            good + "\n",
            " " + good,
            good.substring(0, good.length() - 1),
            good.replace("{\"algorithm\"", "{\"Algorithm\":1,\"algorithm\""),
            good.replace("\"Ed25519\"", "\"none\""),
            good.replaceAll("\"signature\":\"[^\"]*\"", "\"signature\":\"\""))) {
      assertThat(GreenManifest.verify(bad)).as(bad).isPresent();
    }
  }

  @Test
  void anotherKeyIsNotTheTrustedOne() throws IOException {
    SigningKey other = SigningKey.loadOrCreate(directory.resolve("other.key"));
    String text = GreenManifest.sign(content(), other);
    assertThat(GreenManifest.verify(text)).isEmpty();
    assertThat(GreenManifest.verify(text, key.publicKey()).orElseThrow())
        .contains("not with the trusted one");
  }

  @Test
  void isWrittenWholeInPlaceOfTheOneBefore() throws IOException {
    Path file = directory.resolve("green.json");
    Files.writeString(file, "old");
    GreenManifest.write(file, content(), key);
    assertThat(GreenManifest.verify(Files.readString(file))).isEmpty();
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder("belay.key", "green.json");
    }
  }

  @Test
  void everyKeyIsDocumented() {
    String document = Conformance.text("docs/DRIFT.md");
    JsonNode manifest =
        JsonMapper.shared().readTree(GreenManifest.sign(content(), key)).path("manifest");
    for (String name : manifest.propertyNames()) {
      assertThat(document).contains("`" + name + "`");
    }
    for (String name : manifest.path("baseline").propertyNames()) {
      assertThat(document).contains("`" + name + "`");
    }
  }

  @Test
  void withoutABaseline_thereIsNoKeyOfIt() {
    JsonNode manifest =
        JsonMapper.shared().readTree(GreenManifest.sign(bare(), key)).path("manifest");
    assertThat(manifest.has("baseline")).isFalse();
    assertThat(manifest.path("evidence").path("health").has("status")).isFalse();
  }
}
