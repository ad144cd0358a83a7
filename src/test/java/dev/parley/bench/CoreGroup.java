package dev.parley.bench;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.Core;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.Signal.CutDecided;
import dev.parley.protocol.Signal.Freeze;
import dev.parley.protocol.Signal.ViewInstalled;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.multicast.CausalChannel;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import dev.parley.protocol.multicast.MulticastOutput.Delivered;
import dev.parley.protocol.multicast.MulticastSettings;
import dev.parley.protocol.multicast.Payload;
import dev.parley.wire.Decoded;
import dev.parley.wire.Frame;
import dev.parley.wire.FrameCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The cores of causal multicast of one view, without sockets, actors or threads. */
final class CoreGroup {
  private static final String CLUSTER = "bench";
  private static final int BUDGET = 1_400;

  /** To whom a message goes is the caller's: at once, or after a delay. */
  interface Network {
    void carry(int receiver, MemberId from, Message message);
  }

  private final FrameCodec codec = new FrameCodec(CLUSTER);
  private final boolean isEncoded;
  private final List<Member> members = new ArrayList<>();
  private final List<CausalChannel> channels = new ArrayList<>();
  private Network network = this::take;
  long delivered;
  long messages;
  long frameBytes;
  long entries;

  /** {@code isEncoded}: every message becomes a datagram, and each receiver reads it. */
  CoreGroup(int size, boolean isEncoded) {
    this.isEncoded = isEncoded;
    for (int i = 0; i < size; i++) {
      var here = new Endpoint("10.0.0." + (i + 1), 7_000);
      var id = new MemberId("n-%d-%08x".formatted(17_000 + i, i * 31), 1_800_000_000_000L + i);
      members.add(new Member(id, here, here));
    }
    var view = View.of(new ViewId(7, members.get(0).id()), members);
    var ballot = new Ballot(7, view.leader());
    for (var member : members) {
      var settings = MulticastSettings.withBudget(BUDGET);
      var channel =
          new CausalChannel(member.id(), VersionVector.EMPTY, settings, new SplittableRandom(1));
      channel.onSignal(new Freeze(ballot), 0);
      channel.onSignal(new CutDecided(ballot, VersionVector.EMPTY, members, false), 0);
      channel.onSignal(new ViewInstalled(view, VersionVector.EMPTY), 0);
      channels.add(channel);
    }
  }

  int size() {
    return members.size();
  }

  void connect(Network other) {
    network = other;
  }

  void submit(int slot, Payload payload) {
    perform(slot, channels.get(slot).onSubmit(payload, 0));
  }

  void flush(int slot) {
    if (channels.get(slot).wantsFlush()) perform(slot, channels.get(slot).onFlush(0));
  }

  void tick(long nowMs) {
    for (int slot = 0; slot < size(); slot++) perform(slot, channels.get(slot).onTick(nowMs));
  }

  /** {@code receiver} has a message of {@code from}. */
  void take(int receiver, MemberId from, Message message) {
    perform(receiver, ((Core) channels.get(receiver)).onMessage(from, message, 0));
  }

  private void perform(int slot, List<Output> outputs) {
    for (var output : outputs) {
      if (output instanceof Delivered) delivered++;
      else if (output instanceof Transmit transmit) send(slot, transmit);
    }
  }

  private void send(int slot, Transmit transmit) {
    var from = members.get(slot).id();
    if (transmit.message() instanceof Data data) count(from, data);
    var bytes =
        isEncoded ? codec.encode(new Frame(CLUSTER, from, transmit.message())) : new byte[0];
    for (int receiver = 0; receiver < size(); receiver++) {
      boolean isMeant =
          transmit.to() == Destination.Group.INSTANCE
              ? receiver != slot
              : transmit.to() instanceof Destination.One one
                  && one.bus().equals(members.get(receiver).bus());
      if (isMeant) network.carry(receiver, from, isEncoded ? decode(bytes) : transmit.message());
    }
  }

  private Message decode(byte[] bytes) {
    return ((Decoded.Ok) codec.decode(bytes)).frame().message();
  }

  private void count(MemberId from, Data data) {
    for (var frame : data.frames()) {
      messages++;
      entries += Long.bitCount(frame.dependencies().named());
    }
    if (!isEncoded) return;
    int header = codec.encode(new Frame(CLUSTER, from, new Data(data.view(), List.of()))).length;
    frameBytes += codec.encode(new Frame(CLUSTER, from, data)).length - header;
  }
}
