package dev.parley.chat.accounts;

import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Message;
import java.util.List;

/** What members and their leader ask each other apart from the multicast, and the answers. */
public sealed interface LeaderMessage extends Message {
  /** {@code request} is unique within the asking member's life; the same request may come again. */
  record Ask(long request, Question question) implements LeaderMessage {}

  record Answer(long request, Verdict verdict) implements LeaderMessage {}

  /** The leader asks a member what time of day it has. */
  record AskTime(long number) implements LeaderMessage {}

  /** The time of day, in milliseconds since 1970, when the question came. */
  record TellTime(long number, long wallMs) implements LeaderMessage {}

  sealed interface Question {}

  /** Which account is this, and which server should its next client use? */
  record Find(UserName name) implements Question {}

  record Register(UserName name, ScramVerifier verifier) implements Question {}

  record ChangePassword(UserName name, ScramVerifier expected, ScramVerifier verifier)
      implements Question {}

  /** About the voters themselves; answered with {@link VotersChanged} or {@link VotersKept}. */
  sealed interface VotersQuestion {}

  /**
   * The voters of {@code lost} never come back: make those that are here the voters, as the
   * founding of {@code generation} and {@code id}. Asked twice with one id it is done once.
   */
  record Recover(int generation, long id, List<String> lost) implements Question, VotersQuestion {
    public Recover {
      lost = List.copyOf(lost);
    }
  }

  /** {@code node} is about to leave, and takes no vote along if that is safe. */
  record GiveUpVote(String node) implements Question, VotersQuestion {}

  sealed interface Verdict {}

  /** {@code claim} is the number of the account's claim. */
  record Found(UserName name, ScramVerifier verifier, String assignedServer, long claim)
      implements Verdict {}

  record Stored(UserName name) implements Verdict {}

  record Denied(Refusal refusal) implements Verdict {}

  /** What was asked about the voters is decided: these vote from now on. */
  record VotersChanged(List<String> voters) implements Verdict {
    public VotersChanged {
      voters = List.copyOf(voters);
    }
  }

  /** It is not done, and why, in a sentence. */
  record VotersKept(String reason) implements Verdict {}
}
