package dev.belay.engine.config;

import dev.belay.flag.Percentage;
import dev.belay.plan.Ladder;
import dev.belay.plan.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code spec.ladder} and checks what holds between stages. Stateless. */
final class LadderDecoder {

  private LadderDecoder() {}

  /** The stages; the default ladder where there is none or where it has a fault. */
  static List<Stage> decode(Section spec, Findings findings) {
    if (!(spec.sound("ladder").orElse(null) instanceof Node.Sequence sequence)) {
      return Ladder.mission();
    }
    List<Stage> stages = new ArrayList<>();
    Map<String, Integer> names = new HashMap<>();
    Optional<Percentage> highest = Optional.empty();
    for (int i = 0; i < sequence.items().size(); i++) {
      String path = Paths.index(spec.path("ladder"), i);
      Section section = new Section(path, sequence.items().get(i), findings);
      checkName(section, i, names, findings);
      Optional<Percentage> percent = BucketingDecoder.percentage(section, "percent", findings);
      checkRising(section, percent, highest, findings);
      if (percent.isPresent() && highest.map(h -> percent.get().compareTo(h) > 0).orElse(true)) {
        highest = percent;
      }
      stage(section, percent.orElse(Percentage.HUNDRED)).ifPresent(stages::add);
    }
    return findings.any() ? Ladder.mission() : stages;
  }

  private static Optional<Stage> stage(Section section, Percentage percent) {
    Stage defaults = Ladder.defaultsFor(percent);
    String name = section.text("stage", "");
    var minObservation =
        section.duration("minObservation", Stage.MIN_OBSERVATION, defaults.minObservation());
    long minSamples = section.count("minSamples", Stage.MIN_SAMPLES, defaults.minSamples());
    double minSuccessRate =
        section.number("minSuccessRate", Stage.MIN_SUCCESS_RATE, defaults.minSuccessRate());
    return name.isEmpty() || percent.value().signum() == 0
        ? Optional.empty()
        : Optional.of(new Stage(name, percent, minObservation, minSamples, minSuccessRate));
  }

  private static void checkName(
      Section section, int index, Map<String, Integer> names, Findings findings) {
    if (section.sound("stage").orElse(null) instanceof Node.Text name) {
      Integer first = names.putIfAbsent(name.value(), index);
      if (first != null) {
        findings.wrongValue(
            section.path("stage"), name, "ladder[" + first + "] has that name, write another");
      }
    }
  }

  private static void checkRising(
      Section section,
      Optional<Percentage> percent,
      Optional<Percentage> highest,
      Findings findings) {
    if (percent.isPresent()
        && highest.isPresent()
        && percent.get().compareTo(highest.get()) <= 0
        && section.sound("percent").isPresent()) {
      findings.wrongValue(
          section.path("percent"),
          section.sound("percent").get(),
          "percentages must rise, write a number above " + highest.get().text());
    }
  }
}
