package dev.parley.protocol.membership;

import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Note;
import dev.parley.protocol.View;
import dev.parley.protocol.membership.MembershipMessage.Install;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The log's words for the step from one view to the next. */
final class ViewNotes {
  private ViewNotes() {}

  static List<Output> between(MemberId self, @Nullable View before, Install install) {
    var view = install.view();
    var members =
        view.members().stream()
            .map(m -> m.id() + " at " + m.client())
            .collect(Collectors.joining(", "));
    var notes = new ArrayList<Output>();
    notes.add(
        new Note(
            "view installed",
            "view " + view.id() + " with " + members(view.size()) + ": " + members));
    if (before != null) {
      for (var member : before.members()) {
        if (view.contains(member.id())) continue;
        var how = install.left().contains(member.id()) ? "left" : "excluded";
        notes.add(new Note(how, member.id(), member.id() + " in view " + view.id()));
      }
      for (var member : view.members()) {
        if (!before.contains(member.id()))
          notes.add(
              new Note(
                  arrival(before, member), member.id(), member.id() + " in view " + view.id()));
      }
    }
    if (before == null || !before.leader().equals(view.leader())) {
      var role = view.leader().equals(self) ? " (this node)" : "";
      notes.add(
          new Note(
              "leader elected", view.leader(), view.leader() + role + " in view " + view.id()));
    }
    return notes;
  }

  /** "1 member", "2 members" and so on. */
  static String members(int count) {
    return count + (count == 1 ? " member" : " members");
  }

  private static String arrival(View before, Member member) {
    return before.ids().stream().anyMatch(member.id()::supersedes) ? "rejoined" : "joined";
  }
}
