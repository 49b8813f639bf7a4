package dev.belay.engine.journal;

import dev.belay.sequential.BudgetShare;
import dev.belay.sequential.BudgetSplit;

/** The form of a divided budget inside an event. Stateless. */
final class BudgetJson {
  private BudgetJson() {}

  static void write(BudgetSplit budget, CanonicalObject out) {
    budget.dispersion().ifPresent(dispersion -> out.real("dispersion", dispersion));
    out.real("falseRevertRate", budget.falseRevertRate())
        .objects("shares", budget.shares(), BudgetJson::writeShare);
    budget.significance().ifPresent(level -> out.real("significance", level));
  }

  static BudgetSplit read(EventFields in) {
    return new BudgetSplit(
        in.real("falseRevertRate"),
        in.realIfAny("dispersion"),
        in.realIfAny("significance"),
        in.objects("shares", BudgetJson::readShare));
  }

  private static void writeShare(BudgetShare share, CanonicalObject out) {
    out.real("alpha", share.alpha())
        .text("gate", share.gate())
        .bool("ofSlices", share.ofSlices())
        .whole("tests", share.tests());
  }

  private static BudgetShare readShare(EventFields in) {
    return new BudgetShare(
        in.text("gate"), in.bool("ofSlices"), in.whole("tests"), in.real("alpha"));
  }
}
