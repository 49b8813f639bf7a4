/** The shell around the core: configuration files, canonical JSON, fingerprints, the journal. */
module dev.belay.engine {
  requires transitive dev.belay.core;
  requires static transitive org.jspecify;
  requires com.networknt.schema;
  requires flyway.core;
  requires java.json.canonicalization;
  requires java.sql;
  requires org.snakeyaml.engine;
  requires org.xerial.sqlitejdbc;
  requires tools.jackson.core;
  requires tools.jackson.databind;

  exports dev.belay.engine.attest;
  exports dev.belay.engine.calibv22;
  exports dev.belay.engine.canary;
  exports dev.belay.engine.config;
  exports dev.belay.engine.drift;
  exports dev.belay.engine.journal;
  exports dev.belay.engine.simulate;
}
