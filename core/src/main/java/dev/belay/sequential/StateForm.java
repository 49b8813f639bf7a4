package dev.belay.sequential;

import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.SummaryLayout;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/** The envelope of a state: what it is, whose it is, and that it is whole. Stateless. */
final class StateForm {
  /*
   * The form, version 2: 4 bytes "BLYE", 1 byte version, 16 bytes shape, the body of SequentialGates,
   * 4 bytes CRC-32C of all before. The shape is the beginning of the SHA-256 of a text that names what
   * the body depends on: gates with their limits, budget, ladder, dispersion as the plan has it, layout.
   * The body begins with the dispersion of the attempt. Numbers are little endian or LEB128.
   */
  private static final byte[] MAGIC = {'B', 'L', 'Y', 'E'};
  private static final int VERSION = 2;
  private static final int SHAPE_BYTES = 16;
  private static final int MAX_BYTES = 4 << 20;
  private static final int HEADER_BYTES = MAGIC.length + 1 + SHAPE_BYTES;

  private StateForm() {}

  /** What a state can be continued under. */
  static byte[] shape(RolloutPlan plan, SummaryLayout layout, List<BudgetShare> shares) {
    String text =
        String.join(
            "\n",
            plan.gates().toString(),
            plan.evaluation().mode().toString(),
            plan.tripwires().p99().toString(),
            plan.tripwires().mean().toString(),
            plan.evaluation().tick().toString(),
            plan.evaluation().gracePeriod().toString(),
            Integer.toString(plan.evaluation().minWindowSamples()),
            plan.ladder().toString(),
            plan.completion().toString(),
            layout.toString(),
            plan.evaluation().dispersion().toString(),
            shares.toString());
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Arrays.copyOf(hash, SHAPE_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  static StateWriter begin(byte[] shape) {
    StateWriter out = new StateWriter();
    for (byte b : MAGIC) {
      out.octet(b);
    }
    out.octet(VERSION);
    for (byte b : shape) {
      out.octet(b);
    }
    return out;
  }

  static byte[] end(StateWriter out) {
    byte[] body = out.toBytes();
    out.fixed(checksum(body, body.length), Integer.BYTES);
    return out.toBytes();
  }

  /** The body of a state that is whole and of this shape. */
  static StateReader open(byte[] state, byte[] shape) {
    int end = state.length - Integer.BYTES;
    if (end < HEADER_BYTES || state.length > MAX_BYTES) {
      throw new SequentialStateException(
          "it has " + state.length + " bytes, too few or more than " + MAX_BYTES + ".");
    }
    if (!Arrays.equals(Arrays.copyOf(state, MAGIC.length), MAGIC)) {
      throw new SequentialStateException("it does not begin with BLYE: it is something else.");
    }
    if (state[MAGIC.length] != VERSION) {
      throw new SequentialStateException(
          "its version is " + state[MAGIC.length] + "; only version " + VERSION + " is known.");
    }
    long stated = new StateReader(state, end, state.length).fixed(Integer.BYTES);
    if ((int) stated != checksum(state, end)) {
      throw new SequentialStateException("its checksum does not match: it was altered.");
    }
    byte[] found = Arrays.copyOfRange(state, MAGIC.length + 1, HEADER_BYTES);
    if (!Arrays.equals(found, shape)) {
      throw new SequentialStateException(
          "it is of other gates, limits, budget, ladder or layout (shape "
              + HexFormat.of().formatHex(found)
              + ", not "
              + HexFormat.of().formatHex(shape)
              + "): begin a new attempt.");
    }
    return new StateReader(state, HEADER_BYTES, end);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
