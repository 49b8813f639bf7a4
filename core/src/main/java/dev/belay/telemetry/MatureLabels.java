package dev.belay.telemetry;

import dev.belay.flag.Variant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What was served in some time with its labels: by slice and arm, all that sequential calibration
 * needs of a {@link Summary}, and no more. Mutable and not thread-safe.
 */
public final class MatureLabels {
  /*
   * How. A LabelGrid per slice and arm, made when it is first used. A slice that is not among the names
   * that were served is part of OTHER: labels that came later must be counted where their scores are.
   */
  private final boolean negative;
  private final SortedMap<String, LabelGrid> control = new TreeMap<>();
  private final SortedMap<String, LabelGrid> treatment = new TreeMap<>();

  /**
   * Nothing served yet.
   *
   * @param negative whether a score without a label counts as one with the label 0
   */
  public MatureLabels(boolean negative) {
    this.negative = negative;
  }

  private SortedMap<String, LabelGrid> of(Variant variant) {
    return variant == Variant.TREATMENT ? treatment : control;
  }

  private LabelGrid grid(Variant variant, String slice) {
    return of(variant).computeIfAbsent(slice, any -> new LabelGrid());
  }

  /** The names of the slices, in their order. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>(control.keySet());
    names.addAll(treatment.keySet());
    return names;
  }

  /** What an arm served in a slice; empty where nothing. A view. */
  public Optional<LabelGrid> arm(String slice, Variant variant) {
    return Optional.ofNullable(of(variant).get(slice));
  }

  /**
   * Adds what a summary says was served, with the labels it has.
   *
   * @param known the names that have a slice of their own; grows up to a number of names
   * @param mostNames that number
   */
  public void add(Summary served, Set<String> known, int mostNames) {
    for (SliceSummary slice : served.slices()) {
      String name = slice.name();
      if (!name.equals(Summary.OTHER) && known.size() < mostNames) {
        known.add(name);
      }
      for (Variant variant : Variant.values()) {
        ArmSummary arm = slice.armOrNull(Population.SERVED, variant);
        if (arm != null && !arm.isEmpty()) {
          grid(variant, nameIn(known, name)).add(arm, negative);
        }
      }
    }
  }

  private static String nameIn(Set<String> known, String name) {
    return known.contains(name) ? name : Summary.OTHER;
  }

  /**
   * Adds a label that came after its query; one of a score that is no score is left out.
   *
   * @param mostNames the most slices by name that are kept of an arm; the rest is {@link
   *     Summary#OTHER}
   */
  public void addLabel(Variant variant, String slice, double score, boolean label, int mostNames) {
    Map<String, LabelGrid> arm = of(variant);
    boolean own = arm.containsKey(slice) || arm.size() < mostNames;
    grid(variant, own ? slice : Summary.OTHER).addLabel(score, label);
  }

  /** Adds all of another one, which was made for the same use. */
  public void merge(MatureLabels from) {
    for (Variant variant : Variant.values()) {
      from.of(variant).forEach((name, grid) -> grid(variant, name).merge(grid));
    }
  }

  /**
   * Adds the labels that came later to what was served. Where scores without a label count as 0, a
   * label 1 takes one of those away; where none is there yet, the next one.
   *
   * @param late the labels
   * @param known the names that have a slice of their own; labels of others are of {@link
   *     Summary#OTHER}
   * @param owed what was to be taken away before it was there; carried from one time of serving to
   *     the next
   */
  public void settle(MatureLabels late, Set<String> known, MatureLabels owed) {
    MatureLabels named = new MatureLabels(negative);
    for (Variant variant : Variant.values()) {
      late.of(variant)
          .forEach((name, grid) -> named.grid(variant, nameIn(known, name)).merge(grid));
    }
    if (!negative) {
      merge(named);
      return;
    }
    for (Variant variant : Variant.values()) {
      named.of(variant).keySet().forEach(name -> grid(variant, name));
      of(variant)
          .forEach(
              (name, grid) -> grid.settle(named.grid(variant, name), owed.grid(variant, name)));
    }
  }
}
