package dev.belay.engine.simulate;

import java.time.Duration;

/**
 * Changes single values of a {@link Traffic}, which checks them when it is built. Not thread-safe.
 */
public final class TrafficBuilder {
  private double queriesPerHour;
  private double dailySwing;
  private int repositories;
  private double zipf;
  private double burst;
  private boolean alike;
  private int slices;
  private Scores scores;
  private double labelled;
  private Duration positiveDelay;
  private Duration negativeDelay;
  private Duration p99Latency;
  private double latencySigma;
  private double failureRate;
  private double recallMissRate;
  private double latencySpread;
  private double rateSpread;
  private boolean shadow;

  TrafficBuilder(Traffic from) {
    queriesPerHour = from.queriesPerHour();
    dailySwing = from.dailySwing();
    repositories = from.repositories();
    zipf = from.zipf();
    burst = from.burst();
    alike = from.alike();
    slices = from.slices();
    scores = from.scores();
    labelled = from.labelled();
    positiveDelay = from.positiveDelay();
    negativeDelay = from.negativeDelay();
    p99Latency = from.p99Latency();
    latencySigma = from.latencySigma();
    failureRate = from.failureRate();
    recallMissRate = from.recallMissRate();
    latencySpread = from.latencySpread();
    rateSpread = from.rateSpread();
    shadow = from.shadow();
  }

  /** The mean rate, in queries an hour. */
  public TrafficBuilder queriesPerHour(double value) {
    queriesPerHour = value;
    return this;
  }

  /** How far the rate swings over 24 hours, as a share of its mean. */
  public TrafficBuilder dailySwing(double value) {
    dailySwing = value;
    return this;
  }

  /** How many repositories there are, and the exponent of their Zipf shares. */
  public TrafficBuilder repositories(int value, double exponent) {
    repositories = value;
    zipf = exponent;
    return this;
  }

  /** The mean number of queries that one repository sends together. */
  public TrafficBuilder burst(double value) {
    burst = value;
    return this;
  }

  /** Whether the queries of a burst are all alike. */
  public TrafficBuilder alike(boolean value) {
    alike = value;
    return this;
  }

  /** How many slices there are. */
  public TrafficBuilder slices(int value) {
    slices = value;
    return this;
  }

  /** How the scores of the control lie. */
  public TrafficBuilder scores(Scores value) {
    scores = value;
    return this;
  }

  /** The share of queries that get a label. */
  public TrafficBuilder labelled(double value) {
    labelled = value;
    return this;
  }

  /** The mean times until labels arrive: those of 1, those of 0. */
  public TrafficBuilder labelDelay(Duration positive, Duration negative) {
    positiveDelay = positive;
    negativeDelay = negative;
    return this;
  }

  /** The 99th percentile of the control's latency. */
  public TrafficBuilder p99Latency(Duration value) {
    p99Latency = value;
    return this;
  }

  /**
   * The standard deviation of the logarithm of latency, and the part of it between repositories.
   */
  public TrafficBuilder latencySigma(double value, double spread) {
    latencySigma = value;
    latencySpread = spread;
    return this;
  }

  /** The control's share of failures. */
  public TrafficBuilder failureRate(double value) {
    failureRate = value;
    return this;
  }

  /** The control's share of queries with recall@50 below 1. */
  public TrafficBuilder recallMissRate(double value) {
    recallMissRate = value;
    return this;
  }

  /** How much repositories differ in failures and recall: a standard deviation of logarithms. */
  public TrafficBuilder rateSpread(double value) {
    rateSpread = value;
    return this;
  }

  /** Whether both arms answer every query. */
  public TrafficBuilder shadow(boolean value) {
    shadow = value;
    return this;
  }

  /**
   * The traffic.
   *
   * @throws IllegalArgumentException if a value is out of range
   */
  public Traffic build() {
    return new Traffic(
        queriesPerHour,
        dailySwing,
        repositories,
        zipf,
        burst,
        alike,
        slices,
        scores,
        labelled,
        positiveDelay,
        negativeDelay,
        p99Latency,
        latencySigma,
        failureRate,
        recallMissRate,
        latencySpread,
        rateSpread,
        shadow);
  }
}
