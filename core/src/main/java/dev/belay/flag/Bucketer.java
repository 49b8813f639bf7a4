package dev.belay.flag;

import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Gives every targeting key its place in the bucket range. Treatment is served below the rollout's
 * percentage of the range, so a bucketer is all there is to know about who goes first.
 *
 * <p>An implementation is thread-safe and does no I/O. Further strategies are found with {@link
 * ServiceLoader} through {@link Provider}.
 */
public interface Bucketer {
  /**
   * The key's bucket, an unsigned 64-bit number.
   *
   * @param targetingKey not empty
   * @throws IllegalArgumentException if the key cannot be given a bucket; the caller serves control
   */
  long bucket(String targetingKey);

  /** Whether a key has the same bucket at every call, so that it may be remembered. */
  default boolean stable() {
    return true;
  }

  /** Makes the bucketers of one strategy. Registered as a service; has a public constructor. */
  interface Provider {
    /** The strategy's name in a configuration file. */
    String strategy();

    /**
     * A bucketer for a configuration.
     *
     * @throws IllegalArgumentException if the configuration lacks what the strategy needs
     */
    Bucketer create(BucketStrategy configuration);
  }

  /** Whether a strategy of this name is built in or provided by a service. */
  static boolean isKnown(String strategy) {
    return switch (strategy) {
      case BucketStrategy.SHA256, BucketStrategy.MANUAL, BucketStrategy.RANDOM -> true;
      default -> provider(strategy).isPresent();
    };
  }

  /**
   * The bucketer of a configuration.
   *
   * @throws IllegalArgumentException if nobody provides the strategy
   */
  static Bucketer of(BucketStrategy configuration) {
    return switch (configuration.strategy()) {
      case BucketStrategy.SHA256 -> new Sha256Bucketer(configuration.salt());
      case BucketStrategy.MANUAL -> new ManualBucketer(configuration.assignments());
      case BucketStrategy.RANDOM -> new RandomBucketer(configuration.salt());
      default ->
          provider(configuration.strategy())
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "bucket strategy is \""
                              + configuration.strategy()
                              + "\"; use sha256, manual or random, or put a Bucketer.Provider of"
                              + " that name on the class path"))
              .create(configuration);
    };
  }

  private static Optional<Provider> provider(String strategy) {
    return ServiceLoader.load(Provider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.strategy().equals(strategy))
        .findFirst();
  }
}
