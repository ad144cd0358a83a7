package dev.parley.sim;

import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.replica.ChatStore.Kept;
import java.util.List;

/** A process takes itself for the one before it: as if it had been there all the time. */
final class ForgottenRestart implements Sabotage {
  @Override
  public Kept onLoad(Kept kept, String node, long incarnation) {
    var state = kept.state();
    var registries =
        state.registry().stream()
            .map(
                log ->
                    new AccountLog(
                        log.founding(),
                        log.committed(),
                        log.voters(),
                        relived(log.primary(), node, incarnation),
                        log.known(),
                        log.pending()))
            .toList();
    return new Kept(
        new ChatSnapshot(
            state.lamport(),
            state.accounts(),
            state.streams(),
            state.mails(),
            state.servers(),
            state.sessions(),
            registries),
        kept.delivered());
  }

  private static List<Member> relived(List<Member> members, String node, long incarnation) {
    return members.stream()
        .map(
            member ->
                member.id().node().equals(node)
                    ? new Member(new MemberId(node, incarnation), member.bus(), member.client())
                    : member)
        .toList();
  }
}
