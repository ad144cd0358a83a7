package dev.parley.replica;

import dev.parley.chat.ChatEvent;
import dev.parley.chat.ChatEvent.DeviceEnded;
import dev.parley.chat.ChatEvent.LoggedOut;
import dev.parley.chat.ChatState;
import dev.parley.chat.accounts.ClientNumber;
import dev.parley.chat.model.Device;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.MemberId;
import dev.parley.replica.ReplicaProtocol.DeviceInfo;
import dev.parley.replica.ReplicaProtocol.NodeStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The requests of this node's sessions to list their user's clients, and to end one. A client that
 * is not logged in is known by the messages that it has sent.
 *
 * @param <S> a session, as its opener refers to it; equal only to itself
 */
final class DeviceRequests<S> {
  /** The clients that are not logged in of which a list has the latest: more than people have. */
  static final int MAX_AWAY = 64;

  /** Its last event is {@code last}. */
  private record Request<S>(SessionTable.Entry<S> asking, String device, ChatEvent last) {
    /** Whether the client that asks is the one that ends, and can be told nothing afterwards. */
    boolean isAboutItself() {
      return Device.shownOf(asking.client).equals(device);
    }
  }

  private final ChatState state;
  private final SessionTable<S> sessions;
  private final OwnEvents ownEvents;
  private final Supplier<NodeStatus> status;
  private final List<Request<S>> underWay = new ArrayList<>();

  DeviceRequests(
      ChatState state, SessionTable<S> sessions, OwnEvents ownEvents, Supplier<NodeStatus> status) {
    this.state = state;
    this.sessions = sessions;
    this.ownEvents = ownEvents;
    this.status = status;
  }

  void onList(S session, Optional<MemberId> self) {
    var asking = sessions.find(session);
    if (asking.isEmpty()) return;
    var list = here(asking.get());
    list.addAll(elsewhere(asking.get().name, self));
    list.addAll(away(asking.get().name, list));
    sessions.tell(asking.get(), new ReplicaProtocol.DevicesListed(list));
  }

  private List<DeviceInfo> here(SessionTable.Entry<S> asking) {
    var server = status.get().server();
    var list = new ArrayList<DeviceInfo>();
    for (var entry : sessions.of(asking.name))
      list.add(DeviceInfo.loggedIn(entry.device(), server, entry == asking));
    return list;
  }

  private List<DeviceInfo> elsewhere(UserName name, Optional<MemberId> self) {
    var list = new ArrayList<DeviceInfo>();
    for (var id : state.presence().sessions(name)) {
      if (self.filter(id.gateway()::equals).isPresent()) continue;
      var server = status.get().server(id.gateway());
      state
          .presence()
          .device(name, id)
          .ifPresent(device -> list.add(DeviceInfo.loggedIn(device, server, false)));
    }
    return list;
  }

  private List<DeviceInfo> away(UserName name, List<DeviceInfo> loggedIn) {
    var shown = new TreeSet<String>();
    loggedIn.forEach(info -> shown.add(info.device()));
    var list = new ArrayList<DeviceInfo>();
    state
        .lastSent(name)
        .forEach((stream, ms) -> list.add(DeviceInfo.away(Device.shownOf(stream.client()), ms)));
    return list.stream()
        .filter(info -> !shown.contains(info.device()))
        .sorted(Comparator.comparingLong(DeviceInfo::lastSeenMs).reversed())
        .limit(MAX_AWAY)
        .toList();
  }

  /** Only clients of the session's own user are ever looked at. */
  void onEnd(S session, String device, long wallMs) {
    var asking = sessions.find(session);
    if (asking.isEmpty()) return;
    var name = asking.get().name;
    var logins = new TreeSet<Long>();
    boolean isKnown = false;
    for (var id : state.presence().sessions(name)) {
      var open = state.presence().device(name, id).filter(d -> d.shown().equals(device));
      isKnown |= open.isPresent();
      open.map(Device::login).filter(login -> login != Device.NO_TICKETS).ifPresent(logins::add);
    }
    for (var stream : state.lastSent(name).keySet())
      if (Device.shownOf(stream.client()).equals(device))
        logins.add(ClientNumber.of(Optional.of(stream.client())));
    if (!isKnown && logins.isEmpty()) {
      sessions.tell(asking.get(), new ReplicaProtocol.DeviceRefused(noSuchDevice()));
      return;
    }
    long claim = asking.get().claim;
    long mark = Math.max(state.nextLogout(name, wallMs), asking.get().logout + 1);
    var events = new ArrayList<ChatEvent>();
    events.add(new DeviceEnded(name, claim, device));
    for (var login : logins) events.add(new LoggedOut(name, login, mark, claim));
    underWay.removeIf(request -> sessions.find(request.asking().session).isEmpty());
    underWay.add(new Request<>(asking.get(), device, events.get(events.size() - 1)));
    events.forEach(ownEvents::submit);
  }

  private static Refusal noSuchDevice() {
    return Refusal.of(
        Refusal.Code.NO_SUCH_DEVICE, "You have no such device: ask for the list of your devices.");
  }

  /** The client is ended. To be called before its sessions are, which may be those that asked. */
  void onEnded(UserName name, String device) {
    for (var request : List.copyOf(underWay)) {
      boolean isAsked = request.asking().name.equals(name) && request.device().equals(device);
      if (isAsked && request.isAboutItself()) answer(request);
    }
  }

  /** An event of this node was delivered here: with the last of a request its tickets are ended. */
  void onDelivered(ChatEvent event) {
    for (var request : List.copyOf(underWay)) if (request.last().equals(event)) answer(request);
  }

  private void answer(Request<S> request) {
    underWay.remove(request);
    sessions
        .find(request.asking().session)
        .ifPresent(
            entry -> sessions.tell(entry, new ReplicaProtocol.DeviceEnded(request.device())));
  }
}
