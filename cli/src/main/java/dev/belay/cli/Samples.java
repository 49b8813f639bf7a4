package dev.belay.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Scored and labelled samples in columns: nine bytes a row, eight more with weights, one more with
 * slices. Not thread-safe.
 */
final class Samples {
  /** The most rows that are read. */
  static final int MAX_ROWS = 20_000_000;

  /** The most slices that are told apart; rows of further ones count as {@link #OTHER}. */
  static final int MAX_SLICES = 64;

  /** The slice of the rows whose slice is not told apart. */
  static final String OTHER = "other";

  private final Map<String, Byte> sliceIds = new LinkedHashMap<>();
  private int size;
  private double[] scores = new double[1024];
  private boolean[] labels = new boolean[1024];
  private double @Nullable [] weights;
  private byte @Nullable [] slices;

  /**
   * @param weighted whether rows have weights; else each weighs 1
   * @param sliced whether rows have slices
   */
  Samples(boolean weighted, boolean sliced) {
    weights = weighted ? new double[1024] : null;
    slices = sliced ? new byte[1024] : null;
  }

  /** Adds a row; {@code weight} and {@code slice} are ignored where rows have none. */
  void add(double score, boolean label, double weight, String slice) {
    if (size == scores.length) {
      grow(Math.min(MAX_ROWS, size + (size >> 1)));
    }
    scores[size] = score;
    labels[size] = label;
    if (weights != null) {
      weights[size] = weight;
    }
    if (slices != null) {
      slices[size] = sliceId(slice);
    }
    size++;
  }

  private void grow(int capacity) {
    scores = Arrays.copyOf(scores, capacity);
    labels = Arrays.copyOf(labels, capacity);
    weights = weights == null ? null : Arrays.copyOf(weights, capacity);
    slices = slices == null ? null : Arrays.copyOf(slices, capacity);
  }

  private byte sliceId(String slice) {
    Byte known = sliceIds.get(slice);
    if (known != null) {
      return known;
    }
    String name = sliceIds.size() < MAX_SLICES ? slice : OTHER;
    byte next = (byte) sliceIds.size();
    return sliceIds.computeIfAbsent(name, added -> next);
  }

  /** The number of rows. */
  int size() {
    return size;
  }

  boolean full() {
    return size == MAX_ROWS;
  }

  boolean weighted() {
    return weights != null;
  }

  boolean sliced() {
    return slices != null;
  }

  double[] scores() {
    return Arrays.copyOf(scores, size);
  }

  boolean[] labels() {
    return Arrays.copyOf(labels, size);
  }

  /** The weights; null where each row weighs 1. */
  double @Nullable [] weights() {
    return weights == null ? null : Arrays.copyOf(weights, size);
  }

  /** The slices in the order in which they appeared; {@link #OTHER} last where it was needed. */
  List<String> sliceNames() {
    return new ArrayList<>(sliceIds.keySet());
  }

  /** The rows of one slice. */
  Samples slice(String name) {
    byte id = sliceIds.getOrDefault(name, (byte) -1);
    Samples only = new Samples(weights != null, false);
    for (int i = 0; slices != null && i < size; i++) {
      if (slices[i] == id) {
        only.add(scores[i], labels[i], weights == null ? 1 : weights[i], "");
      }
    }
    return only;
  }
}
