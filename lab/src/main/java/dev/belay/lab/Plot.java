package dev.belay.lab;

import dev.belay.engine.simulate.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A plot of estimates with their intervals, one row each, as SVG that reads on white and on black.
 * Not thread-safe.
 */
final class Plot {
  private static final int WIDTH = 760;
  private static final int LEFT = 220;
  private static final int RIGHT = 90;
  private static final int TOP = 46;
  private static final int ROW = 22;

  private final String title;
  private final Scale scale;
  private final List<Line> lines = new ArrayList<>();

  private record Line(String label, Estimate estimate, String text) {}

  /**
   * How values lie on the axis.
   *
   * @param from the left end; above 0 on a logarithmic axis
   * @param to the right end
   * @param logarithmic whether every step is a factor of ten
   */
  record Scale(double from, double to, boolean logarithmic) {
    double x(double value) {
      double capped = Math.max(from, Math.min(to, value));
      double part =
          logarithmic
              ? Math.log(capped / from) / Math.log(to / from)
              : (capped - from) / (to - from);
      return LEFT + part * (WIDTH - LEFT - RIGHT);
    }

    List<Double> ticks() {
      List<Double> ticks = new ArrayList<>();
      if (logarithmic) {
        for (double tick = from; tick <= to * 1.0001; tick *= 10) {
          ticks.add(tick);
        }
      } else {
        for (int i = 0; i <= 4; i++) {
          ticks.add(from + i * (to - from) / 4);
        }
      }
      return ticks;
    }
  }

  Plot(String title, Scale scale) {
    this.title = title;
    this.scale = scale;
  }

  /** What it shows. */
  String title() {
    return title;
  }

  /** Adds a row. */
  void add(String label, Estimate estimate, String text) {
    lines.add(new Line(label, estimate, text));
  }

  /** The whole file. */
  String svg() {
    int height = TOP + ROW * lines.size() + 12;
    StringBuilder svg = new StringBuilder();
    line(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
            + " font-size=\"12\" fill=\"#667\" stroke=\"none\">",
        WIDTH,
        height);
    line(svg, "<title>%s</title>", escaped(title));
    line(svg, "<text x=\"8\" y=\"16\" font-weight=\"bold\">%s</text>", escaped(title));
    for (double tick : scale.ticks()) {
      line(
          svg,
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
          scale.x(tick),
          TOP - 10,
          number(tick));
      line(
          svg,
          "<path d=\"M%.1f %dV%d\" stroke=\"#8888\" stroke-dasharray=\"2 3\"/>",
          scale.x(tick),
          TOP - 4,
          height - 8);
    }
    for (int i = 0; i < lines.size(); i++) {
      row(svg, lines.get(i), TOP + ROW * i + ROW / 2);
    }
    return svg.append("</svg>\n").toString();
  }

  private void row(StringBuilder svg, Line row, int y) {
    Estimate estimate = row.estimate();
    line(
        svg,
        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
        LEFT - 12,
        y + 4,
        escaped(row.label()));
    line(
        svg,
        "<path d=\"M%.1f %dH%.1f\" stroke=\"#37c\" stroke-width=\"2\"/>",
        scale.x(estimate.lower()),
        y,
        scale.x(estimate.upper()));
    line(
        svg, "<circle cx=\"%.1f\" cy=\"%d\" r=\"4\" fill=\"#37c\"/>", scale.x(estimate.value()), y);
    line(svg, "<text x=\"%d\" y=\"%d\">%s</text>", WIDTH - RIGHT + 12, y + 4, escaped(row.text()));
  }

  private static void line(StringBuilder svg, String pattern, Object... values) {
    svg.append(String.format(Locale.ROOT, pattern, values)).append('\n');
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
