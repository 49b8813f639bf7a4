package dev.belay.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.flag.Assignment;
import dev.belay.flag.Decision;
import dev.belay.flag.Variant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StripeTest {

  @Test
  void whatIsNoEvidenceIsExcludedOnTheLastWayOutToo() {
    SliceAdmission admission = new SliceAdmission(4, List.of());
    PageBudget budget = PageBudget.unlimited();
    Stripe stripe = new Stripe(0, 0, Traffic.LAYOUT, admission, budget, budget);
    assertThat(stripe.reserve()).isTrue();
    Decision control = Traffic.bucketed(Variant.CONTROL, 0);
    Decision override = Traffic.decision(Variant.TREATMENT, Assignment.OVERRIDE, 0);
    stripe.addToOther(new Event.Plain(override, "a", 5, 0.5, true), Tally.OTHER_BY_CONTENTION);
    stripe.addToOther(new Event.Plain(control, "a", 5, 0.5, true), Tally.OTHER_BY_CONTENTION);
    Summary drained = new Summary(Traffic.LAYOUT);
    stripe.drainInto(drained);
    assertThat(drained.get(Tally.EXCLUDED)).isEqualTo(1);
    assertThat(drained.get(Tally.OTHER_BY_CONTENTION)).isEqualTo(1);
    assertThat(drained.observations()).isEqualTo(1);
  }
}
