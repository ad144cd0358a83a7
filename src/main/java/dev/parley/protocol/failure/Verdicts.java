package dev.parley.protocol.failure;

import dev.parley.protocol.Destination;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Note;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.Signal;
import dev.parley.protocol.View;
import dev.parley.protocol.failure.FailureMessage.ConfirmRequest;
import dev.parley.protocol.failure.FailureMessage.ConfirmResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * The outputs of a detector's findings: to the rest of the node, to the log, and to the member that
 * asked.
 */
final class Verdicts {
  private Verdicts() {}

  static List<Output> confirmed(MemberId member, View current, String why) {
    return List.of(
        new Note("confirmed silent", member, about(member, current) + why),
        new Signal.Confirmed(current.id(), member));
  }

  static String about(MemberId member, View current) {
    return member + " in view " + current.id() + ": ";
  }

  static List<Output> clear(MemberId member, MemberWatch watch, View current, String why) {
    if (watch.isTrusted()) return List.of();
    watch.clear();
    return List.of(
        new Note("refuted", member, about(member, current) + why), new Signal.Cleared(member));
  }

  static List<Output> answer(MemberId to, View current, ConfirmRequest request, long heardMsAgo) {
    var response =
        new ConfirmResponse(request.view(), request.suspect(), request.nonce(), heardMsAgo);
    return current
        .member(to)
        .<List<Output>>map(asker -> List.of(new Transmit(Destination.to(asker), response)))
        .orElse(List.of());
  }

  /** Closes the cases in which no further answer is waited for. */
  static List<Output> judge(SortedMap<MemberId, MemberWatch> watches, View current, long nowMs) {
    // A suspected member is not waited for: two that crash together would keep each other in the
    // view.
    var trusted = new ArrayList<MemberId>();
    watches.forEach(
        (member, watch) -> {
          if (watch.isTrusted()) trusted.add(member);
        });
    var outputs = new ArrayList<Output>();
    watches.forEach(
        (member, watch) -> {
          var query = watch.query();
          if (query == null || !query.isOver(trusted, nowMs)) return;
          watch.confirm();
          outputs.addAll(
              confirmed(member, current, "agreed by " + query.agreed() + ", vetoed by nobody"));
        });
    return outputs;
  }
}
