/** Deciding, measuring and calibration: pure functions and values, nothing but the JDK. */
module dev.belay.core {
  requires static transitive org.jspecify;

  exports dev.belay.attest;
  exports dev.belay.calibration;
  exports dev.belay.canary;
  exports dev.belay.drift;
  exports dev.belay.flag;
  exports dev.belay.gate;
  exports dev.belay.plan;
  exports dev.belay.sequential;
  exports dev.belay.stats;
  exports dev.belay.telemetry;

  uses dev.belay.flag.Bucketer.Provider;
  uses dev.belay.gate.Gate.Provider;
}
