package dev.parley.session.dialect;

import dev.parley.chat.accounts.ScramFirst;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.history.HistoryMark;
import dev.parley.chat.history.HistoryRequest;
import dev.parley.chat.history.SearchWords;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.UserName;
import dev.parley.replica.ClientTraits;
import dev.parley.replica.RoomWish;
import java.util.List;
import java.util.Optional;

/**
 * A request of a client, in any dialect. {@code id} is the client's name for the request; the
 * answer carries it.
 */
public sealed interface ClientCommand {
  /**
   * Stands for the client id of a session over IRC, which has no client ids: each session is
   * another client. No client can have it as its id.
   */
  String IRC_CLIENT = "@irc";

  /**
   * As {@link #IRC_CLIENT}, in the text dialect. What ends the tickets of programs without a client
   * id does not end the sessions of people, who have none.
   */
  String TEXT_CLIENT = "@text";

  Optional<String> id();

  /**
   * A registration. {@code by}: the password that the client chose, or what it made of one; {@code
   * invite} is the code of an invitation, if the client has one.
   */
  record Register(Optional<String> id, UserName name, Chosen by, Optional<Secret> invite)
      implements ClientCommand {
    public Register(Optional<String> id, UserName name, Chosen by) {
      this(id, name, by, Optional.empty());
    }

    public Register(Optional<String> id, UserName name, Secret password) {
      this(id, name, new ByPassword(password));
    }
  }

  /**
   * Asks whether a new user may register, with this code or without one: the text dialect does so
   * before it asks for a password.
   */
  record MayRegister(Optional<String> id, Optional<Secret> invite) implements ClientCommand {}

  /**
   * A login. {@code client} is the random id that a client keeps for its whole life; without it the
   * session gets one of its own. {@code after} is how far the client has seen. {@code pings} is
   * true if the client answers pings, and {@code traits} what else it says of itself.
   */
  record Login(
      Optional<String> id,
      UserName name,
      Proof proof,
      Optional<String> client,
      boolean redirect,
      ReadPosition after,
      boolean pings,
      ClientTraits traits)
      implements ClientCommand {
    /** The login of a client that says nothing of itself. */
    public Login(
        Optional<String> id,
        UserName name,
        Proof proof,
        Optional<String> client,
        boolean redirect,
        ReadPosition after,
        boolean pings) {
      this(id, name, proof, client, redirect, after, pings, ClientTraits.NONE);
    }

    /** The login of a client that does not state whether it answers pings. */
    public Login(
        Optional<String> id,
        UserName name,
        Proof proof,
        Optional<String> client,
        boolean redirect,
        ReadPosition after) {
      this(id, name, proof, client, redirect, after, false);
    }

    /** The id of the client itself, if it has one. */
    public Optional<String> ownClient() {
      return client.filter(ClientStream::isIdOfClient);
    }

    /** Whether it shows that the client has the password, in whatever way. */
    public boolean isByPassword() {
      return !(proof instanceof ByTicket);
    }

    /** The same, answered under another id. */
    public Login withId(Optional<String> other) {
      return new Login(other, name, proof, client, redirect, after, pings, traits);
    }
  }

  /** The answer to the challenge that a login or new password {@link ByScram} led to. */
  record Prove(Optional<String> id, Secret scram) implements ClientCommand {}

  /**
   * Asks whether the user exists: the text dialect does so before it asks for a password or opens a
   * chat.
   */
  record FindUser(Optional<String> id, UserName name) implements ClientCommand {}

  /**
   * A message to a user, or to a {@code room}, of which {@code to} is the name without its mark.
   */
  record Send(
      Optional<String> id, UserName to, String text, Optional<Long> seq, Optional<RoomName> room)
      implements ClientCommand {
    public Send(Optional<String> id, UserName to, String text, Optional<Long> seq) {
      this(id, to, text, seq, Optional.empty());
    }

    public static Send toRoom(Optional<String> id, RoomName room, String text, Optional<Long> seq) {
      return new Send(id, room.plain(), text, seq, Optional.of(room));
    }
  }

  /** The user wants something to be done with a room. */
  record ChangeRoom(Optional<String> id, RoomWish wish) implements ClientCommand {}

  /**
   * Asks for the user's rooms and those that they are invited to, and with {@code areOpen} for
   * those that everybody may join.
   */
  record ListRooms(Optional<String> id, boolean areOpen) implements ClientCommand {}

  /** Asks who is in a room. */
  record AskRoom(Optional<String> id, RoomName room) implements ClientCommand {}

  record Ack(Optional<String> id, long n) implements ClientCommand {}

  /** The user types to {@code to}; it gets no reply. */
  record Type(Optional<String> id, UserName to) implements ClientCommand {}

  /** As {@link Type}, to a room. */
  record TypeInRoom(Optional<String> id, RoomName to) implements ClientCommand {}

  /** Asks which users are online: those of {@code about}, or the first ones of all. */
  record ListUsers(Optional<String> id, Optional<List<UserName>> about) implements ClientCommand {
    public ListUsers {
      about = about.map(List::copyOf);
    }

    public ListUsers(Optional<String> id) {
      this(id, Optional.empty());
    }
  }

  /** The user blocks {@code name}, or blocks it no more. */
  record SetBlock(Optional<String> id, UserName name, boolean isBlocked) implements ClientCommand {}

  /** Asks for the names that the user blocks. */
  record ListBlocks(Optional<String> id) implements ClientCommand {}

  /** The user wants to be notified when these users come and go, or not any more. */
  record SetWatch(Optional<String> id, List<UserName> names, boolean isWatched)
      implements ClientCommand {
    public SetWatch {
      names = List.copyOf(names);
    }
  }

  /** Asks for messages of the user's conversation with another. */
  record AskHistory(
      Optional<String> id, UserName with, Optional<HistoryRequest.Place> place, int limit)
      implements ClientCommand {}

  /** Asks for what the user may see of a room. */
  record AskRoomHistory(
      Optional<String> id, RoomName room, Optional<HistoryRequest.Place> place, int limit)
      implements ClientCommand {}

  /** Looks for messages in what the user may see of a room. */
  record SearchRoom(Optional<String> id, SearchWords words, RoomName room, int limit)
      implements ClientCommand {}

  /** Asks for the user's conversations, those with the latest messages first. */
  record AskConversations(Optional<String> id, Optional<HistoryMark> before, int limit)
      implements ClientCommand {}

  /** Looks for messages in the user's conversations, or in that {@code with} another. */
  record Search(Optional<String> id, SearchWords words, Optional<UserName> with, int limit)
      implements ClientCommand {}

  /** Asks where the user is logged in. */
  record ListSessions(Optional<String> id) implements ClientCommand {}

  /** Asks for the clients of the user. */
  record ListDevices(Optional<String> id) implements ClientCommand {}

  /** The user ends their clients whose ids begin with {@code device}, and their tickets. */
  record EndDevice(Optional<String> id, String device) implements ClientCommand {}

  /** {@code old} shows that the client has the present password. */
  record ChangePassword(Optional<String> id, Proof old, Chosen next) implements ClientCommand {
    public ChangePassword(Optional<String> id, Secret oldPassword, Secret newPassword) {
      this(id, new ByPassword(oldPassword), new ByPassword(newPassword));
    }
  }

  /**
   * Asks for a new ticket for the user who is logged in: the old one ends a day after it was
   * issued.
   */
  record Renew(Optional<String> id) implements ClientCommand {}

  record Status(Optional<String> id) implements ClientCommand {}

  record Ping(Optional<String> id) implements ClientCommand {}

  /** The answer to the question whether the client is alive; it gets no reply. */
  record Pong(Optional<String> id, Optional<Long> token) implements ClientCommand {}

  /** Ends the session, and what {@code scope} says. */
  record Logout(Optional<String> id, Scope scope) implements ClientCommand {
    public enum Scope {
      /** Nothing else: the client comes back by its ticket. */
      SESSION,
      /** The tickets of this client. */
      CLIENT,
      /** All tickets and all sessions of the user. */
      ALL
    }

    /** A logout of people, who have no tickets. */
    public Logout(Optional<String> id) {
      this(id, Scope.SESSION);
    }
  }

  /** The proof that a client acts for a user. */
  sealed interface Proof {}

  record ByPassword(Secret password) implements Proof, Chosen {}

  /** The proof follows: the client has begun an exchange that shows the server no password. */
  record ByScram(ScramFirst first) implements Proof {}

  /** A ticket of an earlier login. */
  record ByTicket(Secret ticket) implements Proof {}

  /** A new password. */
  sealed interface Chosen {}

  /** The verifier of a password that the server is not shown. */
  record ByVerifier(ScramVerifier verifier) implements Chosen {}
}
