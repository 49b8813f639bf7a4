package dev.belay.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationFingerprintTest {

  @Test
  void of_takesTheFirstTwelveDigitsOfSha256() {
    // SHA-256 of "abc" is FIPS 180-4's first example: ba7816bf 8f01cfea ...
    byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);
    assertThat(ConfigurationFingerprint.of("calib-v22", 3, abc))
        .hasToString("calib_v22_r3_ba7816bf8f01");
  }

  @ParameterizedTest
  @CsvSource({"calib-v22, calib_v22", "Ranker.V2, ranker_v2", "a_r1, a_r1", "CALIB_V22, calib_v22"})
  void prefixOf_keepsLettersAndDigits(String key, String prefix) {
    assertThat(ConfigurationFingerprint.prefixOf(key)).isEqualTo(prefix);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "calib_v22_r1_0123456789ab",
        "a_r1_r2_0123456789ab",
        "a_r1_0123456789ab_r2_0123456789ab",
        "x_r9223372036854775807_ffffffffffff"
      })
  void parse_readsWhatToStringWrites(String text) {
    assertThat(ConfigurationFingerprint.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "calib_v22",
        "calib_v22_1_0123456789ab",
        "calib-v22_r1_0123456789ab",
        "calib_v22_r0_0123456789ab",
        "calib_v22_r01_0123456789ab",
        "calib_v22_r-1_0123456789ab",
        "calib_v22_r1_0123456789AB",
        "calib_v22_r1_0123456789abc",
        "calib_v22_r1_0123456789ab\n",
        "x_r9223372036854775808_ffffffffffff",
        "_r1_0123456789ab"
      })
  void parse_ofAnythingElse_throws(String text) {
    assertThatThrownBy(() -> ConfigurationFingerprint.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fingerprint");
  }

  @Test
  void parts_areChecked() {
    assertThatThrownBy(() -> new ConfigurationFingerprint("A", 1, "0123456789ab"))
        .hasMessageContaining("prefix");
    assertThatThrownBy(() -> new ConfigurationFingerprint("a", 0, "0123456789ab"))
        .hasMessageContaining("revision");
    assertThatThrownBy(() -> new ConfigurationFingerprint("a", 1, "0123456789a"))
        .hasMessageContaining("hash");
    assertThatThrownBy(() -> ConfigurationFingerprint.of("", 1, new byte[0]))
        .hasMessageContaining("prefix");
  }
}
