package dev.belay.calibration;

import dev.belay.stats.ExactSum;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Scores with their labels and, if given, weights, in the order in which they were added.
 *
 * <p>Takes 8 bytes a sample without weights and 16 with them. Every value is checked as it comes
 * in; samples of weight 0 are checked, counted and dropped. Not safe for use by several threads.
 */
public final class LabelledScores {
  private static final int FIRST_CAPACITY = 1024;
  private static final int MAX_SIZE = Integer.MAX_VALUE - 8;

  /** The score, negative (with −0.0 for 0) where the label is 1. */
  private double[] signed = new double[FIRST_CAPACITY];

  /** The weights, null as long as all of them are 1. */
  private double @Nullable [] weights;

  private int size;
  private long dropped;

  /** Makes an empty container. */
  public LabelledScores() {
    // nothing to do
  }

  /**
   * Samples of weight 1.
   *
   * @param scores the scores, each in [0, 1]; read, not kept
   * @param labels the labels, each 0 or 1
   * @return the samples
   * @throws IllegalArgumentException if a value is out of range or the lengths differ
   */
  public static LabelledScores of(double[] scores, int[] labels) {
    checkLength("labels", labels.length, scores.length);
    LabelledScores samples = new LabelledScores();
    for (int i = 0; i < scores.length; i++) {
      samples.add(scores[i], labels[i]);
    }
    return samples;
  }

  /**
   * Samples with frequency weights.
   *
   * @param scores the scores, each in [0, 1]; read, not kept
   * @param labels the labels, each 0 or 1
   * @param weights the weights, each finite and at least 0
   * @return the samples
   * @throws IllegalArgumentException if a value is out of range or the lengths differ
   */
  public static LabelledScores of(double[] scores, int[] labels, double[] weights) {
    checkLength("labels", labels.length, scores.length);
    checkLength("weights", weights.length, scores.length);
    LabelledScores samples = new LabelledScores();
    for (int i = 0; i < scores.length; i++) {
      samples.add(scores[i], labels[i], weights[i]);
    }
    return samples;
  }

  /**
   * Adds a sample of weight 1.
   *
   * @param score in [0, 1]
   * @param label 0 or 1
   * @throws IllegalArgumentException if a value is out of range; nothing is added then
   * @throws IllegalStateException if there are 2^31 − 9 samples already
   */
  public void add(double score, int label) {
    add(score, label, 1);
  }

  /**
   * Adds a sample.
   *
   * @param score in [0, 1]
   * @param label 0 or 1
   * @param weight how many times the sample was seen; finite and at least 0
   * @throws IllegalArgumentException if a value is out of range; nothing is added then
   * @throws IllegalStateException if there are 2^31 − 9 samples already
   */
  public void add(double score, int label, double weight) {
    if (!(score >= 0 && score <= 1)) {
      throw outOfRange("score", Double.toString(score), "a number from 0 to 1");
    }
    if (label != 0 && label != 1) {
      throw outOfRange("label", Integer.toString(label), "0 or 1");
    }
    if (!(weight >= 0 && weight <= Double.MAX_VALUE)) {
      throw outOfRange("weight", Double.toString(weight), "a finite number of at least 0");
    }
    if (weight == 0) {
      dropped++;
      return;
    }
    if (size == signed.length) {
      grow();
    }
    double positive = Math.abs(score);
    signed[size] = label == 1 ? -positive : positive;
    if (weight != 1 && weights == null) {
      weights = new double[signed.length];
      Arrays.fill(weights, 0, size, 1);
    }
    if (weights != null) {
      weights[size] = weight;
    }
    size++;
  }

  /**
   * The number of samples with weight above 0.
   *
   * @return at least 0
   */
  public int size() {
    return size;
  }

  /**
   * The number of samples that were dropped because their weight is 0.
   *
   * @return at least 0
   */
  public long droppedCount() {
    return dropped;
  }

  /**
   * The score of a sample.
   *
   * @param index 0 ≤ index &lt; {@link #size()}
   * @return in [0, 1], never −0.0
   */
  public double score(int index) {
    return Math.abs(signed[checked(index)]);
  }

  /**
   * The label of a sample.
   *
   * @param index 0 ≤ index &lt; {@link #size()}
   * @return 0 or 1
   */
  public int label(int index) {
    return (int) (Double.doubleToRawLongBits(signed[checked(index)]) >>> 63);
  }

  /**
   * The weight of a sample.
   *
   * @param index 0 ≤ index &lt; {@link #size()}
   * @return above 0
   */
  public double weight(int index) {
    int i = checked(index);
    return weights == null ? 1 : weights[i];
  }

  /**
   * The sum of the weights, N, exact and rounded once.
   *
   * @return at least 0
   */
  public double totalWeight() {
    if (weights == null) {
      return size;
    }
    ExactSum sum = new ExactSum();
    for (int i = 0; i < size; i++) {
      sum.add(weights[i]);
    }
    return sum.toDouble();
  }

  /** Whether a weight other than 1 was added. */
  boolean weighted() {
    return weights != null;
  }

  private int checked(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(
          "Sample " + index + " does not exist: there are " + size + " samples.");
    }
    return index;
  }

  private void grow() {
    if (size == MAX_SIZE) {
      throw new IllegalStateException(
          "There are " + size + " samples already, the most that can be held: use fewer.");
    }
    int capacity = size > MAX_SIZE - (size >> 1) ? MAX_SIZE : size + (size >> 1);
    signed = Arrays.copyOf(signed, capacity);
    if (weights != null) {
      weights = Arrays.copyOf(weights, capacity);
    }
  }

  private IllegalArgumentException outOfRange(String name, String value, String range) {
    return new IllegalArgumentException(
        "Sample " + (size + dropped) + ": the " + name + " is " + value + ", not " + range + ".");
  }

  private static void checkLength(String name, int length, int expected) {
    if (length != expected) {
      throw new IllegalArgumentException(
          "There are "
              + length
              + " "
              + name
              + " for "
              + expected
              + " scores: pass arrays of one length.");
    }
  }
}
