package dev.parley.replica;

import akka.actor.typed.ActorRef;
import dev.parley.chat.ChatEvent;
import dev.parley.protocol.Member;
import dev.parley.protocol.multicast.Quorum;
import java.util.List;

/** The registry's effects, in the node around it. */
record RegistryOutlets(
    Replica.Environment environment,
    OwnEvents submissions,
    ActorRef<? super Replica.Probed> replyTo)
    implements AccountLogDriver.Environment {
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
    return environment.isNewcomer();
  }

  @Override
  public void settled() {
    environment.settled();
  }

  @Override
  public void probe(Member member) {
    environment
        .probe(member.bus())
        .thenAccept(answer -> replyTo.tell(new Replica.Probed(member, answer)));
  }
}
