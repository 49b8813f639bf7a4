/** The shell around the core: configuration files, canonical JSON and fingerprints. */
module dev.belay.engine {
  requires transitive dev.belay.core;
  requires static transitive org.jspecify;
  requires com.networknt.schema;
  requires java.json.canonicalization;
  requires tools.jackson.databind;
  requires tools.jackson.dataformat.yaml;
}
