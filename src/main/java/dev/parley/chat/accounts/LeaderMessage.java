package dev.parley.chat.accounts;

import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.RoomChange;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Message;
import dev.parley.protocol.View;
import java.util.List;

/**
 * The questions that members and their leader ask each other apart from the multicast, and the
 * answers.
 */
public sealed interface LeaderMessage extends Message {
  /** {@code request} is unique within the asking member's life; the same request may come again. */
  record Ask(long request, Question question) implements LeaderMessage {}

  record Answer(long request, Verdict verdict) implements LeaderMessage {}

  /** The leader asks a member for its time of day. */
  record AskTime(long number) implements LeaderMessage {}

  /** The time of day when the question arrived, in milliseconds since 1970. */
  record TellTime(long number, long wallMs) implements LeaderMessage {}

  sealed interface Question {}

  /** Asks which account this is, and which server its next client should use. */
  record Find(UserName name) implements Question {}

  record Register(UserName name, ScramVerifier verifier) implements Question {}

  /** A registration with the invitation whose code has this hash. */
  record RegisterInvited(UserName name, ScramVerifier verifier, String invitation)
      implements Question {}

  /**
   * Asks whether somebody with the invitation of this hash may register, or without one if it is
   * empty; nothing is changed by it. Answered with {@link Done} if so.
   */
  record MayRegister(String invitation) implements Question {
    public static final String NONE = "";
  }

  /** Lets others register from now on; answered with {@link Done}. */
  record SetRegistration(Registration mode) implements Question {}

  /** Makes an invitation for each of these hashes; answered with {@link Invited}. */
  record MakeInvitations(List<String> hashes, long lifetimeMs) implements Question {
    /** The question is one datagram. */
    public static final int MAX_AT_ONCE = 50;

    /** A day a year from now is a mistake, or never meant to come. */
    public static final long MAX_LIFETIME_MS = 366L * 24 * 3_600_000;

    public MakeInvitations {
      hashes = List.copyOf(hashes);
      if (hashes.isEmpty() || hashes.size() > MAX_AT_ONCE)
        throw new IllegalArgumentException(hashes.size() + " invitations");
      if (!hashes.stream().allMatch(Invitation::isHash))
        throw new IllegalArgumentException("no hash of a code");
      if (lifetimeMs < 1 || lifetimeMs > MAX_LIFETIME_MS)
        throw new IllegalArgumentException("for " + lifetimeMs + " ms");
    }
  }

  /** Ends the invitation, if it is there; answered with {@link Done}. */
  record EndInvitation(String id) implements Question {}

  /**
   * Changes a room, for a user whose server asks; answered with {@link Done}. The leader chooses
   * the claim of a new room.
   */
  record ChangeRoom(RoomChange change) implements Question {}

  record ChangePassword(UserName name, ScramVerifier expected, ScramVerifier verifier)
      implements Question {}

  /**
   * A question about the voters themselves; answered with {@link VotersChanged} or {@link
   * VotersKept}.
   */
  sealed interface VotersQuestion {}

  /**
   * The voters of {@code lost} never come back: make the members that are present the voters, as
   * the founding of {@code generation} and {@code id}. An order that is sent twice with one id is
   * performed once.
   */
  record Recover(int generation, long id, List<String> lost) implements Question, VotersQuestion {
    public Recover {
      lost = View.atMostAll(lost);
    }
  }

  /** {@code node} is about to leave, and gives up its vote if that is safe. */
  record GiveUpVote(String node) implements Question, VotersQuestion {}

  sealed interface Verdict {}

  /**
   * {@code assignedServer} is the server that the user's next client should use, {@code claim} the
   * number of the account's claim.
   */
  record Found(UserName name, ScramVerifier verifier, Endpoint assignedServer, long claim)
      implements Verdict {}

  record Stored(UserName name) implements Verdict {}

  /** It is so from now on, or it is allowed. */
  record Done() implements Verdict {}

  /** These invitations are made. */
  record Invited(List<Invitation> invitations) implements Verdict {
    public Invited {
      invitations = List.copyOf(invitations);
      if (invitations.size() > MakeInvitations.MAX_AT_ONCE)
        throw new IllegalArgumentException(invitations.size() + " invitations");
    }
  }

  record Denied(Refusal refusal) implements Verdict {}

  /** The requested change of the voters is decided: these nodes vote from now on. */
  record VotersChanged(List<String> voters) implements Verdict {
    public VotersChanged {
      voters = View.atMostAll(voters);
    }
  }

  /** The voters are not changed, for this reason, which is a sentence. */
  record VotersKept(String reason) implements Verdict {}
}
