package dev.parley.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.observe.TraceExchange.Shown;
import dev.parley.observe.TracePoint;
import java.util.Locale;

/** Points of one member's line as an object for programs that draw them. */
final class TraceReport {
  private TraceReport() {}

  static ObjectNode of(Shown shown) {
    var report = JsonNodeFactory.instance.objectNode();
    report.put("by", shown.by().node()).put("leftOut", shown.leftOut());
    var points = report.putArray("points");
    for (var point : shown.points()) put(points.addObject(), point);
    return report;
  }

  private static void put(ObjectNode entry, TracePoint point) {
    entry.put("kind", point.kind().name().toLowerCase(Locale.ROOT)).put("at", point.atMs());
    var dot = point.dot();
    if (dot == null) {
      entry.put("epoch", point.number());
      return;
    }
    entry.put("of", dot.origin().node()).put("seq", dot.seq());
    if (point.number() > 0) entry.put("heldMs", point.number());
    var clock = point.clock();
    if (clock == null) return;
    var counts = entry.putObject("clock");
    clock.counts().forEach((member, count) -> counts.put(member.node(), count));
  }
}
