package dev.parley.replica;

import akka.actor.typed.ActorRef;
import dev.parley.chat.ChatEvent;
import dev.parley.protocol.Member;
import dev.parley.protocol.multicast.Quorum;
import java.util.List;

/** The registry's effects, in the node around it. */
record RegistryOutlets(
    Replica.Surroundings surroundings,
    Submissions submissions,
    ActorRef<? super Replica.Probed> replyTo)
    implements RegistryOffice.Outlets {
  @Override
  public void submit(ChatEvent event) {
    submissions.submit(event);
  }

  @Override
  public void await(long seq, List<Quorum> quorums) {
    submissions.await(seq, quorums);
  }

  @Override
  public boolean isNewcomer() {
    return surroundings.isNewcomer();
  }

  @Override
  public void settled() {
    surroundings.settled();
  }

  @Override
  public void probe(Member member) {
    surroundings
        .probe(member.bus())
        .thenAccept(answer -> replyTo.tell(new Replica.Probed(member, answer)));
  }
}
