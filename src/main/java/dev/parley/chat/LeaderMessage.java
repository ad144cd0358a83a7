package dev.parley.chat;

import dev.parley.protocol.Message;

/** What a node asks of the leader on behalf of its clients, and the answers. */
public sealed interface LeaderMessage extends Message {
  /** {@code request} is unique within the asking member's life; the same request may come again. */
  record Ask(long request, Question question) implements LeaderMessage {}

  record Answer(long request, Verdict verdict) implements LeaderMessage {}

  sealed interface Question {}

  /** Which account is this, and which server should its next client use? */
  record Find(UserName name) implements Question {}

  record Register(UserName name, Verifier verifier) implements Question {}

  record ChangePassword(UserName name, Verifier expected, Verifier verifier) implements Question {}

  sealed interface Verdict {}

  /** {@code claim} is the number of the account's claim. */
  record Found(UserName name, Verifier verifier, String assignedServer, long claim)
      implements Verdict {}

  record Stored(UserName name) implements Verdict {}

  record Denied(Refusal refusal) implements Verdict {}
}
