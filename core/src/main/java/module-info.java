/** Deciding, measuring and calibration: pure functions and values, nothing but the JDK. */
module dev.belay.core {
  requires static transitive org.jspecify;

  exports dev.belay.flag;

  uses dev.belay.flag.Bucketer.Provider;
}
