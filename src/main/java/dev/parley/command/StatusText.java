package dev.parley.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The report of a cluster as lines for a person. */
final class StatusText {
  private StatusText() {}

  static List<String> of(JsonNode report) {
    var lines = new ArrayList<String>();
    lines.add(report.path("health").asText() + ": " + report.path("healthReason").asText());
    var view = report.path("view");
    lines.add(
        "cluster %s, view %d"
            .formatted(report.path("cluster").asText(), view.path("epoch").asLong()));
    for (var member : view.path("members")) lines.add(member(member, report));
    var mail = report.path("mailboxes");
    lines.add(
        "%s, %s for %s, registration %s"
            .formatted(
                count(report.path("accounts").asLong(), "account"),
                count(mail.path("messages").asLong(), "waiting message"),
                count(mail.path("users").asLong(), "user"),
                report.path("registry").path("registration").asText()));
    return lines;
  }

  private static String member(JsonNode member, JsonNode report) {
    var id = member.path("id").asText();
    var marks = new StringBuilder();
    if (id.equals(report.path("self").asText())) marks.append(", this server");
    if (id.equals(report.path("leader").asText())) marks.append(", leader");
    if (member.path("draining").asBoolean()) marks.append(", drained");
    return "  %-21s %s%s"
        .formatted(
            member.path("client").asText(), count(member.path("sessions").asLong(), "user"), marks);
  }

  /** "1 user", "2 users" and so on. */
  static String count(long number, String of) {
    return number + " " + of + (number == 1 ? "" : "s");
  }
}
